package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.WorkerPool;

/** The gated activation of the feed-forward network (Shazeer, "GLU Variants Improve Transformer", 2020). */
public final class SwiGlu {
    private final WorkerPool pool;
    private final WorkerPool.Task part = this::part;
    private Activations gate = new Activations(0, 0);
    private Activations up = gate;

    /** Makes an operator. */
    public SwiGlu(WorkerPool pool) {
        this.pool = pool;
    }

    /**
     * Computes {@code gate = silu(gate) * up}, where {@code silu(x) = x / (1 + e^-x)}. As in ggml the last columns of a row
     * that make no vector of four have the exponential of the C library.
     *
     * @param gate (rows, columns), receives the result
     * @param up (rows, columns)
     */
    public void apply(Activations gate, Activations up) {
        this.gate = gate;
        this.up = up;
        pool.run(part);
    }

    private void part(int worker, int workers) {
        long count = gate.offset(gate.rows());
        int from = (int) (count * worker / workers);
        int to = (int) (count * (worker + 1) / workers);
        int fours = gate.columns() & -4;
        float[] g = gate.values();
        float[] u = up.values();
        if (fours == gate.columns()) {
            for (int i = from; i < to; i++) {
                g[i] = g[i] / (1 + Exponential.exp(-g[i])) * u[i];
            }
            return;
        }
        for (int i = from; i < to; i++) {
            float e = i % gate.columns() < fours ? Exponential.exp(-g[i]) : ScalarExponential.exp(-g[i]);
            g[i] = g[i] / (1 + e) * u[i];
        }
    }
}
