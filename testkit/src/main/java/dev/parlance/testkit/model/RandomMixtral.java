package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Mixtral (Jiang et al., 2024): what files of llama are that have experts. */
final class RandomMixtral extends RandomDecoder {

    RandomMixtral() {
        super("llama");
    }

    @Override
    public String toString() {
        return "llama with experts";
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        model.metadata(key("attention.layer_norm_rms_epsilon"), EPSILON);
        addExpertCounts(model);
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_norm.weight", sizes.width());
        attention(model, sizes, block);
        model.norm(block + "ffn_norm.weight", sizes.width());
        experts(model, sizes, block);
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
        variants.put("tied output", model -> model.without("output.weight"));
        addRopeVariants(variants);
        addExpertVariants(variants);
        return variants;
    }
}
