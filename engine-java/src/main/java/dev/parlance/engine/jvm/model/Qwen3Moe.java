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
 * The mixtures of experts of Qwen 3 (Qwen Team, 2025): pre-norm blocks of rotary attention, whose queries and keys are
 * normed, and of experts whose shares add up to 1.
 */
final class Qwen3Moe extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, ExpertKeys experts) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes),
                    keys.experts(sizes));
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
            RmsNorm qNorm, // (headSize)
            RmsNorm kNorm, // (headSize)
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            Experts.Layer experts) {

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.rmsNorm("attn_q_norm", s.headSize(), c.epsilon),
                    w.rmsNorm("attn_k_norm", s.headSize(), c.epsilon),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
                    c.experts.take(w, s));
        }
    }

    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final AttentionShape attention;
    private final Experts experts;

    Qwen3Moe(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        attention = c.sizes.attention();
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.HALVES);
        experts = c.experts.experts(Router.Shares.OF_ALL_NORMALISED, GatedActivation.SILU, matMul, c.sizes, compute);
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
            attend(pass, i, attention);
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
