package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.SwiGlu;
import dev.parlance.engine.jvm.runtime.Pass;

import java.util.List;

/**
 * Granite 3 (Granite Team, IBM, 2024): llama with factors for the embedding, for what each sublayer adds, for attention and
 * for logits.
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
     */
    record Config(Sizes sizes, float epsilon, RopeKeys rope, float embeddingScale, float residualScale,
            float attentionScale, float logitScale, boolean rotates) implements Architecture.Config {
        static Config read(Keys keys) {
            Sizes sizes = keys.sizes();
            keys.require("expert_count", 0);
            return new Config(sizes, keys.real("attention.layer_norm_rms_epsilon"), keys.rope(sizes),
                    keys.factor("embedding_scale", 1), keys.factor("residual_scale", 1),
                    keys.factor("attention.scale", sizes.attention().scale()), keys.positive("logit_scale"),
                    keys.flag("rope.scaling.finetuned", true));
        }
    }

    /** One block. */
    record Layer(
            RmsNorm attentionNorm, // (width)
            Qkv qkv,
            Linear attentionOutput, // (width, heads * headSize)
            RmsNorm feedForwardNorm, // (width)
            Linear gate, // (hidden, width)
            Linear up, // (hidden, width)
            Linear down) { // (width, hidden)

        static Layer take(Weights w, Config c) {
            Sizes s = c.sizes;
            return new Layer(
                    w.rmsNorm("attn_norm", s.width(), c.epsilon),
                    Qkv.take(w, s),
                    w.linear("attn_output", s.width(), s.queryColumns()),
                    w.rmsNorm("ffn_norm", s.width(), c.epsilon),
                    w.linear("ffn_gate", s.hidden(), s.width()),
                    w.linear("ffn_up", s.hidden(), s.width()),
                    w.linear("ffn_down", s.width(), s.hidden()));
        }
    }

    private final Config config;
    private final List<Layer> layers;
    private final RmsNorm outputNorm; // (width)
    private final Rope rope;
    private final AttentionShape attention;
    private final SwiGlu swiGlu;
    private final Activations gate; // (rows, hidden)
    private final Activations up; // (rows, hidden)

    Granite(Config c, Weights w, Compute compute) {
        super(c.sizes, w, compute);
        config = c;
        layers = w.layers(c.sizes.layers(), block -> Layer.take(block, c));
        outputNorm = w.rmsNorm("output_norm", c.sizes.width(), c.epsilon);
        rope = c.rope.rope(Rope.Pairs.NEIGHBOURS, w, compute);
        attention = c.sizes.attention().withScale(c.attentionScale);
        swiGlu = new SwiGlu(compute.pool());
        gate = activations(c.sizes.hidden());
        up = activations(c.sizes.hidden());
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
            matMul.of(normed).by(layer.gate, gate).by(layer.up, up).run();
            swiGlu.apply(gate, up);
            matMul.of(gate).by(layer.down, added).run();
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
