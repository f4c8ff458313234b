package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwiGluTest {

    private static float[] apply(int threads, int rows, float[] gate, float[] up) {
        Activations g = new Activations(rows, gate.length / rows);
        Activations u = new Activations(rows, gate.length / rows);
        g.rows(rows);
        u.rows(rows);
        System.arraycopy(gate, 0, g.values(), 0, gate.length);
        System.arraycopy(up, 0, u.values(), 0, up.length);
        try (WorkerPool pool = new WorkerPool(threads)) {
            new SwiGlu(pool).apply(g, u);
        }
        return g.values();
    }

    @Test
    void itIsTheSigmoidTimesBothInputs() {
        float[] gate = RandomFloats.of(3000, 1, 0, 5);
        float[] up = RandomFloats.of(3000, 2);
        float[] result = apply(1, 1, gate, up);
        for (int i = 0; i < gate.length; i++) {
            double expected = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            assertThat((double) result[i]).isCloseTo(expected, within(Math.abs(expected) * 6 * 0x1p-24));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void theNumberOfThreadsChangesNothing(int threads) {
        for (int columns : new int[]{1, 2, 5, 33}) {
            float[] gate = RandomFloats.of(3 * columns, columns);
            float[] up = RandomFloats.of(3 * columns, columns + 1);
            assertThat(apply(threads, 3, gate, up)).isEqualTo(apply(1, 3, gate, up));
        }
    }

    @Test
    void largeGatesAreOpenOrClosed() {
        float[] up = {3, 3, 3, 3};
        assertThat(apply(1, 1, new float[]{200, 50, -200, 0}, up)).containsExactly(600, 150, -0f, 0);
    }
}
