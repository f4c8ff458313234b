package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

class ActivationsTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 64;

    static List<WeightFormat> formats() {
        return WeightFormats.all();
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
    @MethodSource("formats")
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
    @MethodSource("formats")
    void theOtherRoundingDiffersInTiesAndNearTiesOnly(WeightFormat format) {
        float[] values = RandomFloats.of(ROWS * COLUMNS, 2);
        Activations strict = of(values);
        Activations other = of(values);
        round(strict, format.partner(), true);
        round(other, format.partner(), false);
        assertThat(other.values(format.partner())).isEqualTo(strict.values(format.partner()));

        float[] ties = new float[COLUMNS];
        ties[0] = 127;
        ties[1] = 0.5f;
        ties[2] = -2.5f;
        Activations tied = of(ties);
        round(tied, Rounding.Q8_0, true);
        assertThat(tied.quants()).startsWith(127, 1, -3, 0);
        round(tied, Rounding.Q8_0, false);
        assertThat(tied.quants()).startsWith(127, 0, -2, 0);
    }

    @Test
    void roundedElementsAreTheirQuantsTimesTheirScales() {
        for (boolean strict : new boolean[]{true, false}) {
            Activations activations = of(RandomFloats.of(ROWS * COLUMNS, 3));
            round(activations, Rounding.Q8_0, strict);
            float[] product = new float[ROWS * COLUMNS];
            for (int i = 0; i < product.length; i++) {
                product[i] = activations.quants()[i] * activations.scales()[i / Q8_0.BLOCK_LENGTH];
            }
            assertThat(activations.values(Rounding.Q8_0)).isEqualTo(product);
        }
    }

    @Test
    void aBlockOfZerosRoundsToZeros() {
        for (boolean strict : new boolean[]{true, false}) {
            Activations zeros = of(new float[COLUMNS]);
            round(zeros, Rounding.Q8_0, strict);
            assertThat(zeros.quants()).containsOnly(0);
            assertThat(zeros.scales()).containsOnly(0);
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
