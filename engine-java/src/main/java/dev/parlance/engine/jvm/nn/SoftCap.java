package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.WorkerPool;

/** A cap that values come near to and do not reach: {@code cap * tanh(x / cap)} (Gemma 2). */
public final class SoftCap {
    private final WorkerPool pool;
    private final WorkerPool.Task part = this::part;
    private final float cap;
    private Activations x = new Activations(0, 0);

    /** Makes an operator. */
    public SoftCap(WorkerPool pool, float cap) {
        this.pool = pool;
        this.cap = cap;
    }

    /** Caps all elements. */
    public void apply(Activations values) {
        x = values;
        pool.run(part);
    }

    private void part(int worker, int workers) {
        long count = x.offset(x.rows());
        float[] values = x.values();
        for (int i = (int) (count * worker / workers); i < count * (worker + 1) / workers; i++) {
            values[i] = of(values[i], cap);
        }
    }

    /** Returns a capped value. */
    static float of(float x, float cap) {
        return Tanh.of(x * (1 / cap)) * cap;
    }
}
