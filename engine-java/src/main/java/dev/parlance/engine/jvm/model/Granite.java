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
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * Granite 3 (Granite Team, IBM, 2024): llama with factors for the embedding, for what each sublayer adds, for attention and
 * for logits. Its mixtures of experts may have one more that all tokens share.
 */
final class Granite extends Decoder {

    /**
     * The hyper-parameters.
     *
     * @param embeddingScale the factor of the embedding
     * @param residualScale the factor of what is added to the residual stream
     * @param attentionScale the factor of the products of queries and keys
     * @param logitScale what logits are divided by
     * @param rotates whether positions are rotated at all
     * @param experts null in a model without
     * @param sharedHidden the width of the expert that all tokens share, or 0 for none
     */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, float embeddingScale, float residualScale,
            float attentionScale, float logitScale, boolean rotates, @Nullable ExpertKeys experts, int sharedHidden)
            implements
                Architecture.Config {
        static Config read(Keys keys) {
            return read(keys, keys.flag("rope.scaling.finetuned", true));
        }

        /** Reads those of {@code granitemoe}, which is rotated always. */
        static Config readMoe(Keys keys) {
            return read(keys, true);
        }

        private static Config read(Keys keys, boolean rotates) {
            Sizes sizes = keys.sizes();
            ExpertKeys experts = keys.wholeExpertsIfAny(sizes);
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes),
                    keys.factor("embedding_scale", 1), keys.factor("residual_scale", 1),
                    keys.factor("attention.scale", sizes.attention().scale()), keys.positive("logit_scale"), rotates,
                    experts, experts == null ? 0 : keys.sizeOrNone("expert_shared_feed_forward_length"));
        }

        @Override
        public NetworkShape shape() {
            return sizes.shape(experts == null
                    ? 2L * sizes.hidden()
                    : experts.scratchColumns(sizes) + 2L * sharedHidden + sizes.width());
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            Sublayer feedForward) { // or experts

        static Layer take(Weights w, Config c, Function<Weights, Sublayer> feedForward) {
            Sizes s = c.sizes;
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
                    feedForward.apply(w));
        }
    }

    private final Config config;
    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final AttentionShape attention;

    Granite(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        config = c;
        Function<Weights, Sublayer> feedForward = feedForward(c, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c, feedForward));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.NEIGHBOURS, w, compute);
        attention = c.sizes.attention().withScale(c.attentionScale);
    }

    private Function<Weights, Sublayer> feedForward(Config c, Compute compute) {
        Function<Weights, Sublayer> own = feedForwardOrExperts(c.sizes, c.experts, compute);
        if (c.sharedHidden == 0) {
            return own;
        }
        FeedForward sharedExpert = feedForward(GatedActivation.SILU, c.sharedHidden);
        Activations shared = activations(c.sizes.width());
        return block -> {
            Sublayer experts = own.apply(block);
            FeedForward.Layer layer = block.feedForward("_shexp", c.sizes.width(), c.sharedHidden);
            return (input, output) -> {
                experts.apply(input, output);
                sharedExpert.apply(input, layer, shared);
                Elementwise.add(output, shared);
            };
        };
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        Elementwise.scale(x, config.embeddingScale);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);

            layer.attentionNorm.apply(x, normed);
            project(normed, layer.qkv);
            if (config.rotates) {
                rope.rotate(pass, q);
                rope.rotate(pass, k);
            }
            attend(pass, i, attention);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            Elementwise.scale(added, config.residualScale);
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            layer.feedForwardNorm.apply(x, normed);
            layer.feedForward.apply(normed, added);
            Elementwise.scale(added, config.residualScale);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }

    @Override
    public void logits(Activations hidden, Activations logits) {
        super.logits(hidden, logits);
        Elementwise.scale(logits, 1 / config.logitScale);
    }
}
