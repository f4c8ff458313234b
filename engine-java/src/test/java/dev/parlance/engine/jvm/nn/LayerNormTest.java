package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class LayerNormTest {

    private static Activations rows(int rows, int columns, float[] values) {
        Activations activations = new Activations(rows, columns);
        activations.rows(rows);
        System.arraycopy(values, 0, activations.values(), 0, rows * columns);
        return activations;
    }

    @Property(tries = 100)
    void itSubtractsTheMeanAndDividesByTheDeviation(@ForAll @IntRange(min = 1, max = 4) int rows,
            @ForAll @IntRange(min = 2, max = 2100) int columns, @ForAll @IntRange(min = 0, max = 99) int seed) {
        float[] x = RandomFloats.of(rows * columns, seed, 3, 1);
        float[] weight = RandomFloats.of(columns, seed + 1);
        float[] bias = RandomFloats.of(columns, seed + 2);
        Activations output = new Activations(rows, columns);
        new LayerNorm(weight, bias, 1e-5f).apply(rows(rows, columns, x), output);
        assertThat(output.rows()).isEqualTo(rows);
        for (int row = 0; row < rows; row++) {
            int from = row * columns;
            double mean = sum(x, from, columns, 0, 1) / columns;
            double deviation = Math.sqrt(sum(x, from, columns, mean, 2) / columns + 1e-5f);
            for (int i = 0; i < columns; i++) {
                double normal = (x[from + i] - mean) / deviation;
                // The mean, about 3, is rounded once; then there are about six roundings of the rest.
                double error = (3.5 / deviation + 6 * Math.abs(normal)) * Math.abs(weight[i]) + 2 * Math.abs(bias[i]);
                assertThat((double) output.values()[from + i]).isCloseTo(normal * weight[i] + bias[i],
                        within(error * 0x1p-23));
            }
        }
    }

    private static double sum(float[] x, int from, int count, double mean, int power) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.pow(x[i] - mean, power);
        }
        return sum;
    }

    @Property(tries = 50)
    void aPowerOfTwoInTheInputCancelsOut(@ForAll @IntRange(min = -20, max = 20) int exponent,
            @ForAll @IntRange(min = 2, max = 100) int columns) {
        float[] ones = new float[columns];
        Arrays.fill(ones, 1);
        LayerNorm norm = new LayerNorm(ones, new float[columns], 0);
        Activations plain = rows(1, columns, RandomFloats.of(columns, columns));
        Activations scaled = rows(1, columns, RandomFloats.of(columns, columns));
        Elementwise.scale(scaled, Math.scalb(1f, exponent));
        norm.apply(plain, plain);
        norm.apply(scaled, scaled);
        assertThat(scaled.values()).isEqualTo(plain.values());
    }

    @Test
    void whatIsTheSameEverywhereBecomesTheBias() {
        Activations x = rows(1, 5, new float[]{7, 7, 7, 7, 7});
        new LayerNorm(new float[]{1, 2, 3, 4, 5}, new float[]{5, 4, 3, 2, 1}, 1e-5f).apply(x, x);
        assertThat(x.values()).containsExactly(5, 4, 3, 2, 1);
    }
}
