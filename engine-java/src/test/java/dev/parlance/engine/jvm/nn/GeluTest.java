package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeluTest {

    private static Activations rows(int rows, float[] values) {
        Activations activations = new Activations(rows, values.length / rows);
        activations.rows(rows);
        System.arraycopy(values, 0, activations.values(), 0, values.length);
        return activations;
    }

    private static float[] apply(int threads, int rows, float[] x) {
        Activations activations = rows(rows, x);
        try (WorkerPool pool = new WorkerPool(threads)) {
            new Gelu(pool).apply(activations);
        }
        return activations.values();
    }

    @Test
    void itIsTheTanhFormInSixteenBits() {
        float[] x = RandomFloats.of(5000, 1, 0, 3);
        float[] result = apply(1, 1, x);
        for (int i = 0; i < x.length; i++) {
            double u = x[i];
            double exact = u / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u)));
            // Half a unit in the last of 11 bits in the argument, where the slope is at most 1.13, and in the result.
            double error = (1.13 * Math.abs(u) + Math.abs(exact)) * 0x1p-11 + 0x1p-24;
            assertThat((double) result[i]).as("gelu(%s)", x[i]).isCloseTo(exact, within(error));
        }
    }

    @Test
    void farFromZeroItIsTheArgumentOrZeroAndNothingIsRounded() {
        assertThat(apply(1, 1, new float[]{10.0625f, 123.4f, -10, -1e9f, -10, 12.3f}))
                .containsExactly(10.0625f, 123.4f, 0, 0, 0, 12.3f);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void theNumberOfThreadsChangesNothing(int threads) {
        for (int columns : new int[]{1, 2, 5, 33}) {
            float[] x = RandomFloats.of(3 * columns, columns);
            assertThat(apply(threads, 3, x)).isEqualTo(apply(1, 3, x));
        }
    }
}
