package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.FeedForward;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * OLMo 2 (OLMo Team, "2 OLMo 2 Furious", 2025): norms of what sublayers add instead of what they read, and of all queries
 * and all keys. In OLMo 3 (OLMo Team, 2025) three of four layers slide, whose angles are not scaled.
 */
final class Olmo2 extends Decoder {
    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, Windows windows) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            int window = keys.count("attention.sliding_window", 0);
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes),
                    window == 0 ? Windows.NONE : keys.windows(sizes, window, 4));
        }
    }

    /** One block. */
    record Layer(
            Qkv qkv,
            RmsNorm qNorm, // (heads * headSize)
            RmsNorm kNorm, // (kvHeads * headSize)
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm attentionPostNorm, // (width)
            FeedForward.Layer feedForward,
            RmsNorm feedForwardPostNorm) { // (width)

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    Qkv.take(w, s),
                    w.rmsNorm("attn_q_norm", s.queryColumns(), c.epsilon),
                    w.rmsNorm("attn_k_norm", s.kvColumns(), c.epsilon),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("post_attention_norm", s.width(), c.epsilon),
                    w.feedForward(s),
                    w.rmsNorm("post_ffw_norm", s.width(), c.epsilon));
        }
    }

    private final Config config;
    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope globalRope;
    private final Rope localRope;
    private final AttentionShape global;
    private final AttentionShape local;
    private final FeedForward feedForward;

    Olmo2(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        config = c;
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        globalRope = c.rope.rope(Rope.Pairs.HALVES);
        localRope = c.rope.asTrained().rope(Rope.Pairs.HALVES);
        global = c.sizes.attention();
        local = global.withWindow(c.windows.tokens());
        feedForward = feedForward(GatedActivation.SILU, c.sizes.hidden());
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean slides = config.windows.slide(i);

            project(x, layer.qkv);
            layer.qNorm.apply(q, q);
            layer.kNorm.apply(k, k);
            Rope rope = slides ? localRope : globalRope;
            rope.rotate(pass, q);
            rope.rotate(pass, k);
            attend(pass, i, slides ? local : global);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            layer.attentionPostNorm.apply(added, added);
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            feedForward.apply(x, layer.feedForward, added);
            layer.feedForwardPostNorm.apply(added, added);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }
}
