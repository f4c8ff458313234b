package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.api.Test;

class GatedActivationTest {

    private static float[] apply(GatedActivation activation, float[] gate, float... up) {
        float[] result = gate.clone();
        activation.apply(result, up, 0, gate.length, gate.length);
        return result;
    }

    @Test
    void siluIsTheSigmoidTimesBothInputs() {
        float[] gate = RandomFloats.of(3000, 1, 0, 5);
        float[] up = RandomFloats.of(3000, 2);
        float[] result = apply(GatedActivation.SILU, gate, up);
        for (int i = 0; i < gate.length; i++) {
            double expected = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            assertThat((double) result[i]).isCloseTo(expected, within(Math.abs(expected) * 6 * 0x1p-24));
        }
    }

    @Test
    void largeGatesOfSiluAreOpenOrClosed() {
        assertThat(apply(GatedActivation.SILU, new float[]{200, 50, -200, 0}, 3, 3, 3, 3))
                .containsExactly(600, 150, -0f, 0);
    }

    @Test
    void geluMultipliesWhatItIsAlone() {
        float[] gate = RandomFloats.of(1000, 3, 0, 4);
        float[] up = RandomFloats.of(1000, 4);
        Activations alone = new Activations(1, gate.length);
        alone.rows(1);
        System.arraycopy(gate, 0, alone.values(), 0, gate.length);
        try (WorkerPool pool = new WorkerPool(1)) {
            new Gelu(pool).apply(alone);
        }
        float[] result = apply(GatedActivation.GELU, gate, up);
        for (int i = 0; i < gate.length; i++) {
            assertThat(result[i]).isEqualTo(alone.values()[i] * up[i]);
        }
    }

    @Test
    void largeGatesOfGeluAreOpenOrClosed() {
        float[] gate = {10.0625f, 123.4f, -10, -1e9f, -10, 12.3f};
        assertThat(apply(GatedActivation.GELU, gate, 3, 3, 3, 3, -3, -3)).containsExactly(30.1875f, 123.4f * 3, 0, 0,
                0, 12.3f * -3);
    }
}
