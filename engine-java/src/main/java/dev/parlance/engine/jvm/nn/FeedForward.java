package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.WorkerPool;

/**
 * A feed-forward network with a gate (Shazeer, "GLU Variants Improve Transformer", 2020):
 * {@code down . (f(gate . x) * (up . x))}.
 */
public final class FeedForward {

    /** The weights of a layer. */
    public record Layer(
            Linear gate, // (hidden, width)
            Linear up, // (hidden, width)
            Linear down) {} // (width, hidden)

    private final WorkerPool pool;
    private final MatMul matMul;
    private final GatedActivation activation;
    private final WorkerPool.Task activate = this::activate;
    private final Activations gate; // (rows, hidden)
    private final Activations up; // (rows, hidden)

    /** Makes an operator. */
    public FeedForward(WorkerPool pool, MatMul matMul, GatedActivation activation, int maxRows, int hidden) {
        this.pool = pool;
        this.matMul = matMul;
        this.activation = activation;
        gate = new Activations(maxRows, hidden);
        up = new Activations(maxRows, hidden);
    }

    /**
     * Computes a layer.
     *
     * @param input (rows, width)
     * @param output receives (rows, width)
     */
    public void apply(Activations input, Layer layer, Activations output) {
        matMul.of(input).by(layer.gate, gate).by(layer.up, up).run();
        pool.run(activate);
        matMul.of(gate).by(layer.down, output).run();
    }

    private void activate(int worker, int workers) {
        long count = gate.offset(gate.rows());
        activation.apply(gate.values(), up.values(), (int) (count * worker / workers),
                (int) (count * (worker + 1) / workers), gate.columns());
    }
}
