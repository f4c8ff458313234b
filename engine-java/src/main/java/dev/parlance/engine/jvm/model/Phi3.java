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
 * Phi-3 and Phi-4 (Abdin et al., "Phi-3 Technical Report", 2024): one matrix for queries, keys and values and one for gate
 * and up, heads that may be rotated in part, by one set of factors in short contexts and another one in long contexts. A
 * sliding window, which files of Phi-3 tell of, is not computed with, as in llama.cpp.
 */
final class Phi3 extends Decoder {

    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.partialRope(sizes));
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            FeedForward.Layer feedForward) {

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            Linear gateAndUp = w.linear("ffn_up", 2 * s.hidden(), s.width());
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
                    new FeedForward.Layer(gateAndUp.part(0, s.hidden()), gateAndUp.part(s.hidden(), s.hidden()),
                            w.linear("ffn_down", s.width(), s.hidden())));
        }
    }

    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final float queryScale;
    private final AttentionShape attention;
    private final FeedForward feedForward;

    Phi3(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.longRope(Rope.Pairs.HALVES, w, compute);
        queryScale = c.sizes.attention().scale();
        attention = c.sizes.attention().withScale(1); // queries are scaled beforehand
        feedForward = feedForward(GatedActivation.SILU, c.sizes.hidden());
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
            Elementwise.scale(q, queryScale);
            attend(pass, i, attention);
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
