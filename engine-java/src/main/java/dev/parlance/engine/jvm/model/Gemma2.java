package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.FeedForward;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.SoftCap;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * Gemma 2 (Gemma Team, Google DeepMind, 2024): embeddings scaled by the root of the width, norms before and after each
 * sublayer, attention that slides in every other layer, and soft caps on attention scores and logits.
 */
final class Gemma2 extends Decoder {
    /** The model whose scores are scaled by the width, not by the head size, is known by its number of layers. */
    private static final int LAYERS_OF_27B = 46;

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, float localBase, Windows windows, float attentionCap,
            float outputCap) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            RopeKeys rope = keys.rope(sizes);
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), rope,
                    keys.positive("rope.freq_base_swa", rope.base()),
                    keys.windows(sizes, keys.size("attention.sliding_window", 4096), 2),
                    keys.positive("attn_logit_softcapping", 50), keys.positive("final_logit_softcapping", 30));
        }

        /** Returns the factor of queries. */
        float queryScale() {
            int size = sizes.layers() == LAYERS_OF_27B ? sizes.width() / sizes.heads() : sizes.headSize();
            return 1 / (float) Math.sqrt(size);
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm attentionPostNorm, // (width)
            RmsNorm feedForwardNorm, // (width)
            FeedForward.Layer feedForward,
            RmsNorm feedForwardPostNorm) { // (width)

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("post_attention_norm", s.width(), c.epsilon),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
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
    private final SoftCap outputCap;

    Gemma2(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        config = c;
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        globalRope = c.rope.rope(Rope.Pairs.HALVES);
        localRope = c.rope.withBase(c.localBase).rope(Rope.Pairs.HALVES);
        global = c.sizes.attention().withScale(1).withSoftCap(c.attentionCap); // queries are scaled beforehand
        local = global.withWindow(c.windows.tokens());
        feedForward = feedForward(GatedActivation.GELU, c.sizes.hidden());
        outputCap = new SoftCap(compute.pool(), c.outputCap);
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        Elementwise.scale(x, (float) Math.sqrt(config.sizes.width()));
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean slides = config.windows.slide(i);

            layer.attentionNorm.apply(x, normed);
            project(normed, layer.qkv);
            Rope rope = slides ? localRope : globalRope;
            rope.rotate(pass, q);
            rope.rotate(pass, k);
            Elementwise.scale(q, config.queryScale());
            attend(pass, i, slides ? local : global);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            layer.attentionPostNorm.apply(added, added);
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            layer.feedForwardNorm.apply(x, normed);
            feedForward.apply(normed, layer.feedForward, added);
            layer.feedForwardPostNorm.apply(added, added);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }

    @Override
    public void logits(Activations hidden, Activations logits) {
        super.logits(hidden, logits);
        outputCap.apply(logits);
    }
}
