package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.kernel.AttentionKernel;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.engine.jvm.runtime.WorkerPool;

/** Grouped-query attention (Ainslie et al., 2023) of a pass: each token over its own session's tokens up to it. */
public final class Attention {
    /** How many tokens of a session a kernel gets at a time. */
    private static final int TILE_ROWS = 8;

    private final WorkerPool pool;
    private final AttentionKernel kernel;
    private final WorkerPool.Task part = this::part;
    private final float[][] scratch;
    /** The first row of each tile, and after the last tile's the number of rows. */
    private final int[] tiles;
    private int tileCount;

    private Pass pass = Pass.EMPTY;
    private int layer;
    private AttentionShape shape = AttentionShape.of(1, 1, 1);
    private Activations queries = new Activations(0, 0);
    private Activations output = queries;

    /** Makes an operator for passes of at most a number of rows. */
    public Attention(WorkerPool pool, AttentionKernel kernel, int maxRows) {
        this.pool = pool;
        this.kernel = kernel;
        this.scratch = new float[pool.size()][0];
        this.tiles = new int[maxRows + 1];
    }

    /**
     * Computes the attention of all heads of all tokens of a pass, whose keys and values are in the caches.
     *
     * @param shape what is computed in this layer
     * @param queries (tokens, heads * headSize)
     * @param output receives (tokens, heads * headSize)
     */
    public void apply(Pass pass, int layer, AttentionShape shape, Activations queries, Activations output) {
        this.pass = pass;
        this.layer = layer;
        this.shape = shape;
        this.queries = queries;
        this.output = output;
        output.rows(queries.rows());
        cutIntoTiles();
        reserveScratch(kernel.scratchLength(shape, pass.longest()));
        pool.run(part);
    }

    private void cutIntoTiles() {
        tileCount = 0;
        for (int row = 0; row < pass.rows(); row++) {
            boolean joins = row > 0 && row - tiles[tileCount - 1] < TILE_ROWS && pass.cache(row) == pass.cache(row - 1);
            if (!joins) {
                tiles[tileCount++] = row;
            }
        }
        tiles[tileCount] = pass.rows();
    }

    private void reserveScratch(int length) {
        if (scratch[0].length < length) {
            for (int worker = 0; worker < scratch.length; worker++) {
                scratch[worker] = new float[length + length / 2 + 64];
            }
        }
    }

    private void part(int worker, int workers) {
        // The heads of a group together, unless that leaves workers without any.
        int heads = tileCount * shape.kvHeads() >= workers ? shape.group() : 1;
        int itemsOfTile = shape.heads() / heads;
        // Dealt out in turn because later tokens have more to attend to.
        for (int item = worker; item < tileCount * itemsOfTile; item += workers) {
            int tile = item / itemsOfTile;
            kernel.attend(shape, pass, layer, tiles[tile], tiles[tile + 1] - tiles[tile], item % itemsOfTile * heads,
                    heads, queries, scratch[worker], output);
        }
    }
}
