package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Gelu;
import dev.parlance.engine.jvm.nn.LayerNorm;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * StarCoder 2 (Lozhkov et al., "StarCoder 2 and The Stack v2", 2024): GPT-2 with rotated positions and grouped queries.
 */
final class StarCoder2 extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            return new Config(sizes, keys.real("attention.layer_norm_epsilon"), keys.rope(sizes));
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
                    Qkv.take(w, s),
                    w.biasedLinear("attn_output", s.width(), s.queryColumns()),
                    w.layerNorm("ffn_norm", s.width(), c.epsilon),
                    w.biasedLinear("ffn_up", s.hidden(), s.width()),
                    w.biasedLinear("ffn_down", s.width(), s.hidden()));
        }
    }

    private final List<Layer> layers;
    private final LayerNorm outputNorm; // (width)
    private final Rope rope;
    private final Gelu gelu;
    private final Activations hidden; // (rows, hidden)

    StarCoder2(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.layerNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.HALVES);
        gelu = new Gelu(compute.pool());
        hidden = activations(c.sizes.hidden());
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);

            layer.attentionNorm.apply(x, normed);
            project(normed, layer.qkv);
            rope.rotate(pass, q);
            rope.rotate(pass, k);
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
}
