package dev.parlance.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

/** What holds for every format. */
class WeightFormatLawsTest {

    @Provide
    Arbitrary<WeightFormat> formats() {
        return Arbitraries.of(WeightFormats.all());
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    /** Returns numbers of any magnitude, an eighth of them zeros. */
    private static float[] values(long seed, int count, int exponent) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i % 8 == 5 ? 0 : (float) Math.scalb(random.nextGaussian(), exponent);
        }
        return values;
    }

    private static byte[] encode(WeightFormat format, float[] values) {
        byte[] bytes = new byte[(int) format.type().byteSize(values.length)];
        format.encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    private static float[] decode(WeightFormat format, byte[] bytes, int count) {
        float[] values = new float[count];
        format.decode(MemorySegment.ofArray(bytes), 0, values, 0, count);
        return values;
    }

    /** Returns how far a decoded value may be from what was encoded, in a block whose largest magnitude is given. */
    private static double tolerance(WeightFormat format, float value, float largest) {
        return switch (format.type()) {
            case F32 -> 0;
            case F16 -> Math.max(Math.abs(value) * 0x1p-11, 0x1p-25);
            case BF16 -> Math.abs(value) * 0x1p-8;
            // Half a step, and the rounding of the scale to F16, which counts as often as the quant says.
            case Q8_0 -> largest / 127 * 0.5001 + Math.max(Math.abs(value) * 0x1p-11, 127 * 0x1p-25);
            default -> throw new IllegalArgumentException(format.type() + " has no bound yet");
        };
    }

    @Property(tries = 200)
    void whatIsEncodedComesBackAsNearAsTheFormatCan(@ForAll("formats") WeightFormat format, @ForAll("seeds") long seed,
            @ForAll @IntRange(min = 0, max = 5) int blocks, @ForAll @IntRange(min = -12, max = 12) int exponent) {
        float[] values = values(seed, blocks * 32, exponent);
        float[] decoded = decode(format, encode(format, values), values.length);
        for (int i = 0; i < values.length; i++) {
            float largest = 0;
            for (int j = i / 32 * 32; j < (i / 32 + 1) * 32; j++) {
                largest = Math.max(largest, Math.abs(values[j]));
            }
            assertThat((double) Math.abs(decoded[i] - values[i])).as("%s as %s", values[i], decoded[i])
                    .isLessThanOrEqualTo(tolerance(format, values[i], largest));
        }
    }

    @Property(tries = 100)
    void encodingWhatWasDecodedChangesNothing(@ForAll("formats") WeightFormat format, @ForAll("seeds") long seed) {
        float[] decoded = decode(format, encode(format, values(seed, 96, 0)), 96);
        assertThat(decode(format, encode(format, decoded), 96)).isEqualTo(decoded);
    }

    @Property(tries = 100)
    void offsetsAreOfBytesInTheMemoryAndOfElementsInTheArray(@ForAll("formats") WeightFormat format,
            @ForAll("seeds") long seed, @ForAll @IntRange(min = 0, max = 9) int byteOffset,
            @ForAll @IntRange(min = 0, max = 9) int from) {
        float[] values = values(seed, from + 64, 0);
        byte[] expected = encode(format, Arrays.copyOfRange(values, from, from + 64));
        byte[] bytes = new byte[byteOffset + expected.length + 1];
        format.encode(values, from, 64, MemorySegment.ofArray(bytes), byteOffset);
        assertThat(Arrays.copyOfRange(bytes, byteOffset, bytes.length - 1)).isEqualTo(expected);
        assertThat(bytes[bytes.length - 1]).isZero();

        float[] decoded = new float[from + 65];
        format.decode(MemorySegment.ofArray(bytes), byteOffset, decoded, from, 64);
        assertThat(Arrays.copyOfRange(decoded, from, from + 64)).isEqualTo(decode(format, expected, 64));
        assertThat(decoded[from + 64]).isZero();
    }
}
