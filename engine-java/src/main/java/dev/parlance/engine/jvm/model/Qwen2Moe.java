package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Experts;
import dev.parlance.engine.jvm.nn.FeedForward;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.Router;
import dev.parlance.engine.jvm.nn.Sigmoid;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * The mixtures of experts of Qwen 1.5 and Qwen 2 (Qwen Team, 2024): pre-norm blocks of rotary attention and of experts,
 * beside which every token goes through one that is shared, as far as its own gate lets it.
 */
final class Qwen2Moe extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, ExpertKeys experts, int sharedHidden)
            implements
                Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes),
                    keys.experts(sizes), keys.size("expert_shared_feed_forward_length", sizes.hidden()));
        }

        @Override
        public NetworkShape shape() {
            return sizes.shape(experts.scratchColumns(sizes) + 2L * sharedHidden + sizes.width());
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            Experts.Layer experts,
            Linear sharedShare, // (1, width)
            FeedForward.Layer shared) {

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
                    c.experts.take(w, s),
                    w.linear("ffn_gate_inp_shexp", 1, s.width()),
                    w.feedForward("_shexp", s.width(), c.sharedHidden));
        }
    }

    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final AttentionShape attention;
    private final Experts experts;
    private final FeedForward sharedExpert;
    private final Activations share; // (rows, 1)
    private final Activations shared; // (rows, width)

    Qwen2Moe(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        attention = c.sizes.attention();
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.HALVES);
        experts = c.experts.experts(Router.Shares.OF_ALL, GatedActivation.SILU, matMul, c.sizes, compute);
        sharedExpert = feedForward(GatedActivation.SILU, c.sharedHidden);
        share = activations(1);
        shared = activations(c.sizes.width());
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
            attend(pass, i, attention);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            layer.feedForwardNorm.apply(x, normed);
            experts.apply(normed, layer.experts, added);
            sharedExpert.apply(normed, layer.shared, shared);
            matMul.of(normed).by(layer.sharedShare, share).run();
            Sigmoid.apply(share);
            Elementwise.scaleRows(shared, share);
            Elementwise.add(added, shared);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }
}
