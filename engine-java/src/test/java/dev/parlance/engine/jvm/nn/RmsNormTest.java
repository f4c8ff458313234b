package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class RmsNormTest {

    private static Activations random(int rows, int columns, int seed) {
        Activations activations = new Activations(rows, columns);
        activations.rows(rows);
        System.arraycopy(RandomFloats.of(rows * columns, seed), 0, activations.values(), 0, rows * columns);
        return activations;
    }

    @Property(tries = 100)
    void itDividesByTheRootOfTheMeanSquare(@ForAll @IntRange(min = 1, max = 4) int rows,
            @ForAll @IntRange(min = 1, max = 2100) int columns, @ForAll @IntRange(min = 0, max = 99) int seed) {
        Activations input = random(rows, columns, seed);
        float[] weight = RandomFloats.of(columns, seed + 1);
        Activations output = new Activations(rows, columns);
        new RmsNorm(weight, 1e-5f).apply(input, output);
        assertThat(output.rows()).isEqualTo(rows);
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += Math.pow(input.values()[input.offset(row) + i], 2);
            }
            double root = Math.sqrt(sum / columns + 1e-5f);
            for (int i = 0; i < columns; i++) {
                double expected = input.values()[input.offset(row) + i] / root * weight[i];
                // Six roundings, to half a unit in the last place each.
                assertThat((double) output.values()[output.offset(row) + i]).isCloseTo(expected,
                        within(Math.abs(expected) * 6 * 0x1p-24));
            }
        }
    }

    @Property(tries = 50)
    void aPowerOfTwoInTheInputCancelsOut(@ForAll @IntRange(min = -20, max = 20) int exponent,
            @ForAll @IntRange(min = 1, max = 100) int columns) {
        Activations input = random(1, columns, columns);
        float[] ones = new float[columns];
        Arrays.fill(ones, 1);
        Activations plain = new Activations(1, columns);
        new RmsNorm(ones, 0).apply(input, plain);
        for (int i = 0; i < columns; i++) {
            input.values()[i] = Math.scalb(input.values()[i], exponent);
        }
        Activations scaled = new Activations(1, columns);
        new RmsNorm(ones, 0).apply(input, scaled);
        assertThat(scaled.values()).isEqualTo(plain.values());
    }

    @Property(tries = 50)
    void headsAreNormalisedEachForItself(@ForAll @IntRange(min = 1, max = 5) int heads,
            @ForAll @IntRange(min = 1, max = 70) int headSize) {
        RmsNorm norm = new RmsNorm(RandomFloats.of(headSize, 3), 1e-5f);
        Activations row = random(2, heads * headSize, headSize);
        Activations asRows = random(2 * heads, headSize, headSize);
        norm.apply(row, row);
        norm.apply(asRows, asRows);
        assertThat(row.values()).isEqualTo(asRows.values());
    }

    @Test
    void theOutputMayBeTheInput() {
        Activations input = random(3, 33, 1);
        float[] weight = RandomFloats.of(33, 2);
        Activations output = new Activations(3, 33);
        new RmsNorm(weight, 1e-6f).apply(input, output);
        new RmsNorm(weight, 1e-6f).apply(input, input);
        assertThat(input.values()).isEqualTo(output.values());
    }

    @Test
    void zerosStayZeros() {
        Activations zeros = new Activations(1, 8);
        zeros.rows(1);
        new RmsNorm(new float[]{1, 1, 1, 1, 1, 1, 1, 1}, 1e-5f).apply(zeros, zeros);
        assertThat(zeros.values()).containsOnly(0);
    }
}
