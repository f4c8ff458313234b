package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Attention;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Experts;
import dev.parlance.engine.jvm.nn.FeedForward;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.MatMul;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.engine.jvm.nn.Router;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * What all networks here have, whatever their blocks do: an embedding of tokens, the residual stream that blocks add to,
 * attention over cached keys and values, and a map from hidden states to logits. A network's own file holds the rest.
 */
abstract class Decoder implements Network {
    final MatMul matMul;

    final Activations x; // (rows, width), the residual stream
    final Activations normed; // (rows, width), what a sublayer reads
    final Activations q; // (rows, heads * headSize)
    final Activations k; // (rows, kvHeads * headSize)
    final Activations v; // (rows, kvHeads * headSize)
    final Activations attended; // (rows, heads * headSize), what all heads found
    final Activations added; // (rows, width), what a sublayer adds to the stream

    private final Matrix embedding; // (vocabulary, width)
    private final Linear output; // (vocabulary, width), tied to the embedding if the file has none
    private final WorkerPool pool;
    private final Attention attention;
    private final AttentionShape attentionShape;
    private final int maxRows;

    /** Takes the embedding and the output. */
    Decoder(Sizes sizes, Weights w, Compute compute) {
        embedding = w.matrix("token_embd.weight", sizes.vocabulary(), sizes.width());
        output = w.contains("output.weight")
                ? w.linear("output", sizes.vocabulary(), sizes.width())
                : new Linear(embedding);
        matMul = new MatMul(compute.pool(), compute.kernels(), compute.maxRows());
        attention = new Attention(compute.pool(), compute.kernels().attention(), compute.maxRows());
        attentionShape = sizes.attention();
        pool = compute.pool();
        maxRows = compute.maxRows();
        x = activations(sizes.width());
        normed = activations(sizes.width());
        q = activations(sizes.queryColumns());
        k = activations(sizes.kvColumns());
        v = activations(sizes.kvColumns());
        attended = activations(sizes.queryColumns());
        added = activations(sizes.width());
    }

    /** Makes room for the rows of a pass. */
    final Activations activations(int columns) {
        return new Activations(maxRows, columns);
    }

    /** Makes a gated feed-forward network. */
    final FeedForward feedForward(GatedActivation activation, int hidden) {
        return new FeedForward(pool, matMul, activation, maxRows, hidden);
    }

    /** Returns what takes the feed-forward network of a block, or its experts in a model that has some. */
    final Function<Weights, Sublayer> feedForwardOrExperts(Sizes sizes, @Nullable ExpertKeys keys, Compute compute) {
        if (keys == null) {
            FeedForward network = feedForward(GatedActivation.SILU, sizes.hidden());
            return block -> {
                FeedForward.Layer layer = block.feedForward(sizes);
                return (input, result) -> network.apply(input, layer, result);
            };
        }
        Experts experts = keys.experts(Router.Shares.OF_ALL_NORMALISED, GatedActivation.SILU, matMul, sizes, compute);
        return block -> {
            Experts.Layer layer = keys.take(block, sizes);
            return (input, result) -> experts.apply(input, layer, result);
        };
    }

    /** Begins a pass: {@link #x} becomes the embedding of its tokens. */
    final void embed(Pass pass) {
        x.rows(pass.rows());
        for (int row = 0; row < pass.rows(); row++) {
            embedding.decodeRow(pass.token(row), x.values(), x.offset(row));
        }
    }

    /** Maps an input to {@link #q}, {@link #k} and {@link #v}. */
    final void project(Activations input, Qkv maps) {
        matMul.of(input).by(maps.q(), q).by(maps.k(), k).by(maps.v(), v).run();
    }

    /** Attends to whole texts, as {@link #attend(Pass, int, AttentionShape)} does. */
    final void attend(Pass pass, int layer) {
        attend(pass, layer, attentionShape);
    }

    /** Adds {@link #k} and {@link #v} to the caches, and lets {@link #q} attend to what is there: {@link #attended}. */
    final void attend(Pass pass, int layer, AttentionShape shape) {
        for (int row = 0; row < pass.rows(); row++) {
            pass.cache(row).store(layer, pass.position(row), k.values(), k.offset(row), v.values(), v.offset(row));
        }
        attention.apply(pass, layer, shape, q, attended);
    }

    @Override
    public void logits(Activations hidden, Activations logits) {
        matMul.of(hidden).by(output, logits).run();
    }
}
