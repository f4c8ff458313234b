package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.F16;

/**
 * The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016), alone or as
 * the activation of a gate (Shazeer, "GLU Variants Improve Transformer", 2020).
 *
 * <p>As in ggml input and result are rounded to F16 where the function is not almost its own argument or zero.
 */
public final class Gelu {
    private static final float SQRT_2_OVER_PI = 0.7978846f;
    private static final float CUBE = 0.044715f;
    /** From here on, and below its negative, nothing is rounded. */
    private static final float LARGE = 10;
    /** The results for all numbers of 16 bits. */
    private static final float[] TABLE = new float[1 << 16];

    static {
        for (int bits = 0; bits < TABLE.length; bits++) {
            float x = Float.float16ToFloat((short) bits);
            if (Math.abs(x) <= LARGE) {
                TABLE[bits] = F16.round(exact(x));
            }
        }
    }

    private final WorkerPool pool;
    private final WorkerPool.Task part = this::part;
    private Activations x = new Activations(0, 0);

    /** Makes an operator. */
    public Gelu(WorkerPool pool) {
        this.pool = pool;
    }

    /** Replaces each element by {@code gelu(x)}. */
    public void apply(Activations x) {
        this.x = x;
        pool.run(part);
    }

    private void part(int worker, int workers) {
        long count = x.offset(x.rows());
        float[] values = x.values();
        for (int i = (int) (count * worker / workers); i < count * (worker + 1) / workers; i++) {
            values[i] = of(values[i]);
        }
    }

    /** See {@link GatedActivation#GELU}. */
    static void apply(float[] gate, float[] up, int from, int to, int columns) {
        for (int i = from; i < to; i++) {
            gate[i] = gate[i] <= -LARGE ? 0 : of(gate[i]) * up[i];
        }
    }

    private static float of(float x) {
        if (x <= -LARGE) {
            return 0;
        }
        return x >= LARGE ? x : TABLE[Float.floatToFloat16(x) & 0xFFFF];
    }

    private static float exact(float x) {
        return 0.5f * x * (1 + Tanh.of(SQRT_2_OVER_PI * x * (1 + CUBE * x * x)));
    }
}
