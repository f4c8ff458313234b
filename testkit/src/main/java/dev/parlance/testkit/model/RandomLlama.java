package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Llama (Touvron et al., 2023), with every bias that llama.cpp knows and the frequency factors of Llama 3.1. */
final class RandomLlama extends RandomDecoder {

    RandomLlama() {
        super("llama");
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        model.metadata(key("attention.layer_norm_rms_epsilon"), EPSILON);
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
        ropeFactors(model, "rope_freqs.weight", model.sizes().headSize() / 2, 8); // as Llama 3.1 has them
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
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE);
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("biases and frequency factors", RandomModel::withOptional);
        variants.put("tied output", model -> model.without("output.weight"));
        variants.put("another epsilon",
                model -> model.metadata(key("attention.layer_norm_rms_epsilon"), GgufValue.float32(1e-6f)));
        addRopeVariants(variants);
        variants.put("long factors", model -> longRope(model, 256));
        variants.put("short factors", model -> longRope(model, 512));
        return variants;
    }

    private RandomModel longRope(RandomModel model, int originalContext) {
        addLongRopeFactors(model, model.sizes().headSize());
        return scaled(model, "longrope", 1).metadata(key("rope.scaling.original_context_length"),
                GgufValue.uint32(originalContext));
    }
}
