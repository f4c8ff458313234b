package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.FeedForward;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * Qwen 3 (Yang et al., "Qwen3 Technical Report", 2025): like Qwen 2, but the heads of queries and keys are normed instead
 * of having biases.
 */
final class Qwen3 extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes));
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            RmsNorm qNorm, // (headSize)
            RmsNorm kNorm, // (headSize)
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            FeedForward.Layer feedForward) {

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.rmsNorm("attn_q_norm", s.headSize(), c.epsilon),
                    w.rmsNorm("attn_k_norm", s.headSize(), c.epsilon),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
                    w.feedForward(s));
        }
    }

    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final FeedForward feedForward;

    Qwen3(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.HALVES);
        feedForward = feedForward(GatedActivation.SILU, c.sizes.hidden());
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);

            layer.attentionNorm.apply(x, normed);
            project(normed, layer.qkv);
            layer.qNorm.apply(q, q);
            layer.kNorm.apply(k, k);
            rope.rotate(pass, q);
            rope.rotate(pass, k);
            attend(pass, i);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            layer.feedForwardNorm.apply(x, normed);
            feedForward.apply(normed, layer.feedForward, added);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }
}
