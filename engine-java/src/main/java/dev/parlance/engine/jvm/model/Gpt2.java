package dev.parlance.engine.jvm.model;

import dev.parlance.ModelLoadException;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Gelu;
import dev.parlance.engine.jvm.nn.LayerNorm;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * GPT-2 (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019): learned positions, and pre-norm
 * blocks of attention and a feed-forward network, with a bias everywhere.
 */
final class Gpt2 extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon) implements Architecture.Config {
        static Config read(Keys keys) {
            return new Config(keys.sizes(), keys.real("attention.layer_norm_epsilon"));
        }
    }

    /** One block. */
    record Layer(
            LayerNorm attentionNorm, // (width)
            Qkv qkv,
            Linear attentionOutput, // (width, heads * headSize)
            LayerNorm feedForwardNorm, // (width)
            Linear up, // (hidden, width)
            Linear down) { // (width, hidden)

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    w.layerNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.split(w.biasedLinear("attn_qkv", s.queryColumns() + 2 * s.kvColumns(), s.width()), s),
                    w.biasedLinear("attn_output", s.width(), s.queryColumns()),
                    w.layerNorm("ffn_norm", s.width(), c.epsilon),
                    w.biasedLinear("ffn_up", s.hidden(), s.width()),
                    w.biasedLinear("ffn_down", s.width(), s.hidden()));
        }
    }

    private final Matrix positions; // (trainedContext, width)
    private final List<Layer> layers;
    private final LayerNorm outputNorm; // (width)
    private final Gelu gelu;
    private final Activations position; // (rows, width)
    private final Activations hidden; // (rows, hidden)

    Gpt2(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        positions = positions(c.sizes, w, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.layerNorm("output_norm", c.sizes.width(), c.epsilon);
        gelu = new Gelu(compute.pool());
        position = activations(c.sizes.width());
        hidden = activations(c.sizes.hidden());
    }

    private static Matrix positions(Sizes s, Weights w, Compute compute) {
        if (compute.contextLength() > s.trainedContext()) {
            throw new ModelLoadException("a context length of " + compute.contextLength() + " is too long for "
                    + w.file().file() + ": the model has positions for " + s.trainedContext()
                    + " tokens; ask for at most that");
        }
        return w.matrix("position_embd.weight", s.trainedContext(), s.width());
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        addPositions(pass);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);

            layer.attentionNorm.apply(x, normed);
            project(normed, layer.qkv);
            attend(pass, i);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            layer.feedForwardNorm.apply(x, normed);
            matMul.of(normed).by(layer.up, hidden).run();
            gelu.apply(hidden);
            matMul.of(hidden).by(layer.down, added).run();
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }

    private void addPositions(Pass pass) {
        position.rows(pass.rows());
        for (int row = 0; row < pass.rows(); row++) {
            positions.decodeRow(pass.position(row), position.values(), position.offset(row));
        }
        Elementwise.add(x, position);
    }
}
