package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Granite 3 (IBM, 2024), with factors that are not 1. */
class RandomGranite extends RandomDecoder {

    RandomGranite() {
        this("granite");
    }

    RandomGranite(String name) {
        super(name);
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        model.metadata(key("attention.layer_norm_rms_epsilon"), EPSILON);
        model.metadata(key("embedding_scale"), GgufValue.float32(2));
        model.metadata(key("residual_scale"), GgufValue.float32(0.6f));
        model.metadata(key("attention.scale"), GgufValue.float32(0.4f));
        model.metadata(key("logit_scale"), GgufValue.float32(0.8f));
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_norm.weight", sizes.width());
        attention(model, sizes, block);
        model.norm(block + "ffn_norm.weight", sizes.width());
        gatedFeedForward(model, sizes, block);
    }

    @Override
    public void addOptional(RandomModel model) {
        super.addOptional(model);
        ropeFactors(model, "rope_freqs.weight", model.sizes().headSize() / 2, 8);
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        attentionBiases(model, sizes, block);
        model.bias(block + "attn_output.bias", sizes.width());
        model.bias(block + "ffn_gate.bias", sizes.hidden());
        model.bias(block + "ffn_up.bias", sizes.hidden());
        model.bias(block + "ffn_down.bias", sizes.width());
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE,
                key("embedding_scale"), GgufValue.float32(1), key("residual_scale"), GgufValue.float32(1),
                key("attention.scale"), GgufValue.float32(0), key("logit_scale"), GgufValue.float32(1));
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("biases", RandomModel::withOptional);
        variants.put("tied output", model -> model.without("output.weight"));
        variants.put("no factors", model -> model.without(key("embedding_scale")).without(key("residual_scale"))
                .without(key("attention.scale")).metadata(key("logit_scale"), GgufValue.float32(1)));
        variants.put("no rotation",
                model -> model.metadata(key("rope.scaling.finetuned"), GgufValue.bool(false)));
        addRopeVariants(variants);
        return variants;
    }
}
