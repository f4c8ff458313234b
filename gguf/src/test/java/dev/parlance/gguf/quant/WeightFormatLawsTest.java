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

    /**
     * Returns how far a decoded value may be from what was encoded, in a block of 32 whose smallest and largest values are
     * given.
     */
    private static double tolerance(WeightFormat format, float value, float smallest, float largest) {
        double magnitude = Math.max(-smallest, largest);
        // Of scales and minima in F16, as often as the quant says.
        double rounding = 2 * magnitude * 0x1p-11 + 128 * 0x1p-25;
        return switch (format.type()) {
            case F32 -> 0;
            case F16 -> Math.max(Math.abs(value) * 0x1p-11, 0x1p-25);
            case BF16 -> Math.abs(value) * 0x1p-8;
            // Half a step.
            case Q8_0 -> magnitude / 127 * 0.5001 + Math.max(Math.abs(value) * 0x1p-11, 127 * 0x1p-25);
            case Q4_1 -> (largest - smallest) / 15 * 0.5001 + rounding;
            case Q5_1 -> (largest - smallest) / 31 * 0.5001 + rounding;
            // What is on the other side of zero than the farthest value may need a quant that there is not: a whole step.
            case Q4_0 -> magnitude / 8 * 1.0001 + rounding;
            case Q5_0 -> magnitude / 16 * 1.0001 + rounding;
            default -> throw new IllegalArgumentException(format.type() + " has no bound for each value");
        };
    }

    @Provide
    Arbitrary<WeightFormat> formatsWithABound() {
        return Arbitraries.of(WeightFormats.all().stream()
                .filter(format -> !(format instanceof QuantFormat) || format.type().name().endsWith("_0")
                        || format.type().name().endsWith("_1"))
                .toList());
    }

    @Property(tries = 200)
    void whatIsEncodedComesBackAsNearAsTheFormatCan(@ForAll("formatsWithABound") WeightFormat format,
            @ForAll("seeds") long seed, @ForAll @IntRange(min = 0, max = 5) int blocks,
            @ForAll @IntRange(min = -12, max = 12) int exponent) {
        float[] values = values(seed, blocks * 32, exponent);
        float[] decoded = decode(format, encode(format, values), values.length);
        for (int i = 0; i < values.length; i++) {
            float smallest = values[i];
            float largest = values[i];
            for (int j = i / 32 * 32; j < (i / 32 + 1) * 32; j++) {
                smallest = Math.min(smallest, values[j]);
                largest = Math.max(largest, values[j]);
            }
            assertThat((double) Math.abs(decoded[i] - values[i])).as("%s as %s", values[i], decoded[i])
                    .isLessThanOrEqualTo(tolerance(format, values[i], smallest, largest));
        }
    }

    /**
     * Formats that search their scales for the least error of a whole block lose less than equal steps from -3 to 3
     * deviations do, whose mean square is a twelfth of the square of a step.
     */
    @Property(tries = 100)
    void theErrorOfABlockIsBelowThatOfEqualSteps(@ForAll("formats") WeightFormat format, @ForAll("seeds") long seed,
            @ForAll @IntRange(min = -3, max = 12) int exponent) {
        float[] values = values(seed, 1024, exponent);
        float[] decoded = decode(format, encode(format, values), values.length);
        double error = 0;
        double square = 0;
        for (int i = 0; i < values.length; i++) {
            error += Math.pow(decoded[i] - values[i], 2);
            square += Math.pow(values[i], 2);
        }
        double step = 6 / (Math.scalb(1d, bits(format)) - 1);
        assertThat(error / square).isLessThan(step * step / 12);
    }

    private static int bits(WeightFormat format) {
        return switch (format.type()) {
            case F32 -> 24;
            case F16 -> 11;
            case BF16 -> 8;
            case MXFP4 -> 3; // its large numbers are two apart
            default -> format.type().name().replaceAll("[^0-9]", "").charAt(0) - '0';
        };
    }

    /** What a format's rule for the scale finds again in what was decoded; a search may find something better. */
    @Property(tries = 100)
    void encodingWhatWasDecodedChangesNothing(@ForAll("formatsWithoutSearch") WeightFormat format,
            @ForAll("seeds") long seed) {
        float[] decoded = decode(format, encode(format, values(seed, 96, 0)), 96);
        assertThat(decode(format, encode(format, decoded), 96)).isEqualTo(decoded);
    }

    @Provide
    Arbitrary<WeightFormat> formatsWithoutSearch() {
        return Arbitraries.of(WeightFormats.all().stream()
                .filter(format -> !(format instanceof QuantFormat) || format.type().name().endsWith("_0")).toList());
    }

    @Property(tries = 100)
    void offsetsAreOfBytesInTheMemoryAndOfElementsInTheArray(@ForAll("formats") WeightFormat format,
            @ForAll("seeds") long seed, @ForAll @IntRange(min = 0, max = 9) int byteOffset,
            @ForAll @IntRange(min = 0, max = 9) int from) {
        int count = 2 * Math.max(32, format.type().blockLength());
        float[] values = values(seed, from + count, 0);
        byte[] expected = encode(format, Arrays.copyOfRange(values, from, from + count));
        byte[] bytes = new byte[byteOffset + expected.length + 1];
        format.encode(values, from, count, MemorySegment.ofArray(bytes), byteOffset);
        assertThat(Arrays.copyOfRange(bytes, byteOffset, bytes.length - 1)).isEqualTo(expected);
        assertThat(bytes[bytes.length - 1]).isZero();

        float[] decoded = new float[from + count + 1];
        format.decode(MemorySegment.ofArray(bytes), byteOffset, decoded, from, count);
        assertThat(Arrays.copyOfRange(decoded, from, from + count)).isEqualTo(decode(format, expected, count));
        assertThat(decoded[from + count]).isZero();
    }
}
