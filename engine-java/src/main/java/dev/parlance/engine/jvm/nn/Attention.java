package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.kernel.AttentionKernel;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.engine.jvm.runtime.WorkerPool;

/** Grouped-query attention (Ainslie et al., 2023) of a pass: each token over its own session's tokens up to it. */
public final class Attention {
    private final WorkerPool pool;
    private final AttentionKernel kernel;
    private final WorkerPool.Task part = this::part;
    private final int heads;
    private final int kvHeads;
    private final int headSize;
    private final float scale;
    private final float[][] scratch;

    private Pass pass = Pass.EMPTY;
    private int layer;
    private Activations queries = new Activations(0, 0);
    private Activations output = queries;

    /**
     * Makes an operator.
     *
     * @param heads query heads, a multiple of {@code kvHeads}
     * @param kvHeads heads of keys and values
     * @param headSize elements of a head
     * @param scale the factor before the soft-max, usually 1 / sqrt(headSize)
     */
    public Attention(WorkerPool pool, AttentionKernel kernel, int heads, int kvHeads, int headSize, float scale) {
        this.pool = pool;
        this.kernel = kernel;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.headSize = headSize;
        this.scale = scale;
        this.scratch = new float[pool.size()][0];
    }

    /**
     * Computes the attention of all heads of all tokens of a pass, whose keys and values are in the caches.
     *
     * @param queries (tokens, heads * headSize)
     * @param output receives (tokens, heads * headSize)
     */
    public void apply(Pass pass, int layer, Activations queries, Activations output) {
        this.pass = pass;
        this.layer = layer;
        this.queries = queries;
        this.output = output;
        output.rows(queries.rows());
        reserveScratch(pass.longest() + 2 * headSize);
        pool.run(part);
    }

    private void reserveScratch(int length) {
        if (scratch[0].length < length) {
            for (int worker = 0; worker < scratch.length; worker++) {
                scratch[worker] = new float[length + length / 2 + 64];
            }
        }
    }

    private void part(int worker, int workers) {
        // One head of one token at a time, dealt out in turn because later tokens have more to attend to.
        for (int item = worker; item < queries.rows() * heads; item += workers) {
            int row = item / heads;
            int head = item % heads;
            kernel.attend(queries.values(), queries.offset(row) + head * headSize, pass.cache(row), layer,
                    head / (heads / kvHeads) * headSize, headSize, pass.position(row) + 1, scale, scratch[worker],
                    output.values(), output.offset(row) + head * headSize);
        }
    }
}
