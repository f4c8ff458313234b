package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.Q8_K;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

class ActivationsTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 256;

    /** Returns the formats that activations are rounded to as weights are encoded. */
    static List<WeightFormat> ownPartners() {
        return List.of(F32.INSTANCE, F16.INSTANCE, BF16.INSTANCE, Q8_0.INSTANCE);
    }

    private static Activations of(float... values) {
        Activations activations = new Activations(values.length / COLUMNS, COLUMNS);
        activations.rows(values.length / COLUMNS);
        System.arraycopy(values, 0, activations.values(), 0, values.length);
        return activations;
    }

    private static void round(Activations activations, Rounding rounding, boolean strict) {
        activations.prepare(rounding);
        for (int row = 0; row < activations.rows(); row++) {
            activations.round(rounding, row, strict);
        }
    }

    @ParameterizedTest
    @MethodSource("ownPartners")
    void strictRoundingIsEncodingAndDecoding(WeightFormat format) {
        float[] values = RandomFloats.of(ROWS * COLUMNS, 1);
        byte[] bytes = new byte[(int) format.type().byteSize(values.length)];
        format.encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        float[] expected = new float[values.length];
        format.decode(MemorySegment.ofArray(bytes), 0, expected, 0, values.length);

        Activations activations = of(values);
        round(activations, format.partner(), true);
        assertThat(activations.values(format.partner())).isEqualTo(expected);
        assertThat(activations.values()).as("the elements themselves").isEqualTo(values);
    }

    @ParameterizedTest
    @EnumSource
    void theOtherRoundingDiffersInTiesAndNearTiesOnly(Rounding rounding) {
        float[] values = RandomFloats.of(ROWS * COLUMNS, 2);
        Activations strict = of(values);
        Activations other = of(values);
        round(strict, rounding, true);
        round(other, rounding, false);
        assertThat(other.values(rounding)).isEqualTo(strict.values(rounding));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q8_1"})
    void tiesInBlocksOf32GoAwayFromZeroIfStrictAndElseToEven(Rounding rounding) {
        float[] ties = new float[COLUMNS];
        ties[0] = 127;
        ties[1] = 0.5f;
        ties[2] = -2.5f;
        Activations tied = of(ties);
        round(tied, rounding, true);
        assertThat(tied.quants(rounding)).startsWith(127, 1, -3, 0);
        round(tied, rounding, false);
        assertThat(tied.quants(rounding)).startsWith(127, 0, -2, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q8_1", "Q8_K"})
    void roundedElementsAreTheirQuantsTimesTheirScales(Rounding rounding) {
        int length = rounding == Rounding.Q8_K ? Q8_K.BLOCK_LENGTH : Q8_0.BLOCK_LENGTH;
        for (boolean strict : new boolean[]{true, false}) {
            Activations activations = of(RandomFloats.of(ROWS * COLUMNS, 3));
            round(activations, rounding, strict);
            float[] product = new float[ROWS * COLUMNS];
            for (int i = 0; i < product.length; i++) {
                product[i] = activations.quants(rounding)[i] * activations.scales(rounding)[i / length];
            }
            assertThat(activations.values(rounding)).isEqualTo(product);
        }
    }

    @Test
    void aBlockOfQ81HasTheSumOfItsQuantsTimesTheUnroundedScaleInF16() {
        float[] values = RandomFloats.of(COLUMNS, 5);
        Activations activations = of(values);
        round(activations, Rounding.Q8_1, true);
        for (int block = 0; block < COLUMNS / Q8_0.BLOCK_LENGTH; block++) {
            float largest = 0;
            int sum = 0;
            for (int i = block * Q8_0.BLOCK_LENGTH; i < (block + 1) * Q8_0.BLOCK_LENGTH; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
                sum += activations.quants(Rounding.Q8_1)[i];
            }
            assertThat(activations.sums(Rounding.Q8_1)[block]).isEqualTo(F16.round(sum * (largest / 127)));
        }
    }

    @Test
    void theFarthestElementOfABlockOfQ8KBecomesMinus127AndEvery16QuantsHaveTheirSum() {
        float[] values = new float[COLUMNS];
        values[3] = 254; // so that the scale is -2
        values[4] = -254;
        values[5] = 1; // ties
        values[6] = 3;
        values[20] = 10;
        Activations activations = of(values);
        round(activations, Rounding.Q8_K, true);
        assertThat(activations.quants(Rounding.Q8_K)).startsWith(0, 0, 0, -127, 127, 0, -2, 0);
        assertThat(activations.scales(Rounding.Q8_K)).containsExactly(-2);
        assertThat(activations.sums(Rounding.Q8_K)).startsWith(-2, -5, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q8_1", "Q8_K"})
    void aBlockOfZerosRoundsToZeros(Rounding rounding) {
        for (boolean strict : new boolean[]{true, false}) {
            Activations zeros = of(new float[COLUMNS]);
            round(zeros, rounding, strict);
            assertThat(zeros.quants(rounding)).containsOnly(0);
            assertThat(zeros.scales(rounding)).containsOnly(0);
        }
    }

    @Test
    void rowsAreRoundedOneByOne() {
        Activations activations = of(RandomFloats.of(ROWS * COLUMNS, 4));
        activations.prepare(Rounding.F16);
        activations.round(Rounding.F16, 1, true);
        float[] rounded = activations.values(Rounding.F16);
        assertThat(Arrays.copyOf(rounded, COLUMNS)).isEqualTo(new float[COLUMNS]);
        assertThat(Arrays.copyOfRange(rounded, COLUMNS, 2 * COLUMNS)).doesNotContain(0);
        assertThat(Arrays.copyOfRange(rounded, 2 * COLUMNS, ROWS * COLUMNS)).isEqualTo(new float[COLUMNS]);
    }
}
