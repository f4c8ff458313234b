package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** gpt-oss (OpenAI, 2025). */
final class RandomGptOss extends RandomDecoder {

    RandomGptOss() {
        super("gpt-oss");
    }

    @Override
    public boolean slides() {
        return true;
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        model.metadata(key("attention.layer_norm_rms_epsilon"), EPSILON);
        model.metadata(key("attention.sliding_window"), WINDOW);
        addExpertKeys(model);
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_norm.weight", sizes.width());
        attention(model, sizes, block);
        model.bias(block + "attn_output.bias", sizes.width());
        model.sinks(block + "attn_sinks.weight", sizes.heads());
        model.norm(block + "post_attention_norm.weight", sizes.width());
        experts(model, sizes, block);
        expertBiases(model, sizes, block);
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        attentionBiases(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE,
                key("expert_used_count"), GgufValue.uint32(1), key("attention.sliding_window"),
                GgufValue.uint32(CONTEXT));
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("biases", RandomModel::withOptional);
        addRopeVariants(variants);
        addWindowVariants(variants);
        addExpertVariants(variants);
        return variants;
    }
}
