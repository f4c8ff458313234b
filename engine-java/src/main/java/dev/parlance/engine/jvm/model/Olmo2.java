package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.SwiGlu;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * OLMo 2 (OLMo Team, "2 OLMo 2 Furious", 2025): norms of what sublayers add instead of what they read, and of all queries
 * and all keys.
 */
final class Olmo2 extends Decoder {
    /** The hyper-parameters. */
    record Config(Sizes sizes, float epsilon, RopeKeys rope) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            keys.require("attention.sliding_window", 0);
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes));
        }
    }

    /** One block. */
    record Layer(
            Qkv qkv,
            RmsNorm qNorm, // (heads * headSize)
            RmsNorm kNorm, // (kvHeads * headSize)
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm attentionPostNorm, // (width)
            Linear gate, // (hidden, width)
            Linear up, // (hidden, width)
            Linear down, // (width, hidden)
            RmsNorm feedForwardPostNorm) { // (width)

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    Qkv.take(w, s),
                    w.rmsNorm("attn_q_norm", s.queryColumns(), c.epsilon),
                    w.rmsNorm("attn_k_norm", s.kvColumns(), c.epsilon),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("post_attention_norm", s.width(), c.epsilon),
                    w.linear("ffn_gate", s.hidden(), s.width()),
                    w.linear("ffn_up", s.hidden(), s.width()),
                    w.linear("ffn_down", s.width(), s.hidden()),
                    w.rmsNorm("post_ffw_norm", s.width(), c.epsilon));
        }
    }

    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final SwiGlu swiGlu;
    private final Activations gate; // (rows, hidden)
    private final Activations up; // (rows, hidden)

    Olmo2(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.HALVES);
        swiGlu = new SwiGlu(compute.pool());
        gate = activations(c.sizes.hidden());
        up = activations(c.sizes.hidden());
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);

            project(x, layer.qkv);
            layer.qNorm.apply(q, q);
            layer.kNorm.apply(k, k);
            rope.rotate(pass, q);
            rope.rotate(pass, k);
            attend(pass, i);
            matMul.of(attended).by(layer.attentionOutput, added).run();
            layer.attentionPostNorm.apply(added, added);
            Elementwise.add(x, added);

            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }

            matMul.of(x).by(layer.gate, gate).by(layer.up, up).run();
            swiGlu.apply(gate, up);
            matMul.of(gate).by(layer.down, added).run();
            layer.feedForwardPostNorm.apply(added, added);
            Elementwise.add(x, added);
        }
        outputNorm.apply(x, normed);
        return normed;
    }
}
