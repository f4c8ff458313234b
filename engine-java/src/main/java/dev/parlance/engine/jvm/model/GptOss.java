package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Experts;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.Router;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * gpt-oss (OpenAI, "gpt-oss-120b and gpt-oss-20b Model Card", 2025): pre-norm blocks of rotary attention with sinks, which
 * slides in every other layer, and of experts with a clamped activation.
 */
final class GptOss extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, float localBase, Windows windows, ExpertKeys experts)
            implements
                Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            RopeKeys rope = keys.rope(sizes);
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), rope,
                    keys.positive("rope.freq_base_swa", rope.base()),
                    keys.windows(sizes, keys.size("attention.sliding_window"), 2), keys.experts(sizes));
        }

        @Override
        public NetworkShape shape() {
            return sizes.shape(experts.scratchColumns(sizes));
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            AttentionShape attention, // with sinks (heads)
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            Experts.Layer experts) {

        static Layer take(Weights w, Config c, boolean slides) {
            Sizes s = c.sizes;
            AttentionShape attention = s.attention().withSinks(w.vector("attn_sinks.weight", s.heads()));
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    slides ? attention.withWindow(c.windows.tokens()) : attention,
                    w.biasedLinear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("post_attention_norm", s.width(), c.epsilon),
                    c.experts.take(w, s));
        }
    }

    private final Config config;
    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope globalRope;
    private final Rope localRope;
    private final Experts experts;

    GptOss(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        config = c;
        layers = w.layers(c.sizes.layers(), (block, i) -> Layer.take(block, c, c.windows.slide(i)));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        globalRope = c.rope.rope(Rope.Pairs.HALVES);
        localRope = c.rope.withBase(c.localBase).rope(Rope.Pairs.HALVES);
        experts = c.experts.experts(Router.Shares.OF_CHOSEN, GatedActivation.CLAMPED_SILU, matMul, c.sizes, compute);
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);

            layer.attentionNorm.apply(x, normed);
            project(normed, layer.qkv);
            Rope rope = config.windows.slide(i) ? localRope : globalRope;
            rope.rotate(pass, q);
            rope.rotate(pass, k);
            attend(pass, i, layer.attention);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            layer.feedForwardNorm.apply(x, normed);
            experts.apply(normed, layer.experts, added);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }
}
