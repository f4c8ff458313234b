package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** OLMo 2 (OLMo Team, 2025). */
class RandomOlmo2 extends RandomDecoder {

    RandomOlmo2() {
        super("olmo2");
    }

    @Override
    public ModelSizes fitting(ModelSizes sizes) {
        return sizes.withHeadsAsWideAsStates();
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        // A norm after a matrix hides its scale, unless the epsilon is as large as the squares.
        model.metadata(key("attention.layer_norm_rms_epsilon"), GgufValue.float32(0.5f));
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        attention(model, sizes, block);
        model.norm(block + "attn_q_norm.weight", sizes.queryColumns(), 6); // sharp, so that keys matter
        model.norm(block + "attn_k_norm.weight", sizes.kvColumns());
        model.norm(block + "post_attention_norm.weight", sizes.width());
        gatedFeedForward(model, sizes, block);
        model.norm(block + "post_ffw_norm.weight", sizes.width());
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        attentionBiases(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE);
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("biases", RandomModel::withOptional);
        addRopeVariants(variants);
        return variants;
    }
}
