package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The mixtures of experts of Qwen 1.5 and Qwen 2 (Qwen Team, 2024), with an expert that all tokens share. llama.cpp takes
 * heads only that are together as wide as a hidden state.
 */
final class RandomQwen2Moe extends RandomDecoder {

    RandomQwen2Moe() {
        super("qwen2moe");
    }

    @Override
    public ModelSizes fitting(ModelSizes sizes) {
        return sizes.withHeadsAsWideAsStates();
    }

    @Override
    void addKeys(RandomModel model) {
        model.metadata(key("rope.freq_base"), GgufValue.float32(300));
        model.metadata(key("attention.layer_norm_rms_epsilon"), EPSILON);
        addExpertKeys(model);
        model.metadata(key("expert_shared_feed_forward_length"), GgufValue.uint32(model.sizes().hidden()));
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_norm.weight", sizes.width());
        attention(model, sizes, block);
        model.norm(block + "ffn_norm.weight", sizes.width());
        experts(model, sizes, block);
        model.row(block + "ffn_gate_inp_shexp.weight", sizes.width(), 2);
        sharedExpert(model, sizes, block);
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        attentionBiases(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE,
                key("expert_used_count"), GgufValue.uint32(1));
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("biases", RandomModel::withOptional);
        addRopeVariants(variants);
        addExpertVariants(variants);
        addExpertShareVariant(variants);
        return variants;
    }
}
