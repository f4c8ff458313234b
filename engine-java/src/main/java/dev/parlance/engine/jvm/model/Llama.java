package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.runtime.Pass;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * Llama (Touvron et al., 2023; grouped queries as of Llama 2, frequency factors as of Llama 3.1): pre-norm blocks of
 * rotary attention and a gated feed-forward network. Mistral is the same, and Mixtral (Jiang et al., 2024) has experts in its
 * place.
 */
final class Llama extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, @Nullable ExpertKeys experts)
            implements
                Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes),
                    keys.wholeExpertsIfAny(sizes));
        }

        @Override
        public NetworkShape shape() {
            return sizes.shape(experts == null ? 2L * sizes.hidden() : experts.scratchColumns(sizes));
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

    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;

    Llama(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        Function<Weights, Sublayer> feedForward = feedForwardOrExperts(c.sizes, c.experts, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c, feedForward));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.NEIGHBOURS, w, compute);
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
            layer.feedForward.apply(normed, added);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }
}
