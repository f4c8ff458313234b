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
        apply(gate.values(), up.values(), from, to, gate.columns());
    }

    /** See {@link GatedActivation#SILU}. */
    static void apply(float[] gate, float[] up, int from, int to, int columns) {
        int fours = columns & -4;
        if (fours == columns) {
            for (int i = from; i < to; i++) {
                gate[i] = gate[i] / (1 + Exponential.exp(-gate[i])) * up[i];
            }
            return;
        }
        for (int i = from; i < to; i++) {
            float e = i % columns < fours ? Exponential.exp(-gate[i]) : ScalarExponential.exp(-gate[i]);
            gate[i] = gate[i] / (1 + e) * up[i];
        }
    }
}
