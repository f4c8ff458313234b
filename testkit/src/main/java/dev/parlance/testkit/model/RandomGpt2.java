package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.testkit.agreement.Yardstick;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** GPT-2 (Radford et al., 2019). llama.cpp takes heads only that are together as wide as a hidden state. */
final class RandomGpt2 extends RandomDecoder {

    RandomGpt2() {
        super("gpt2");
    }

    @Override
    public ModelSizes fitting(ModelSizes sizes) {
        return sizes.withHeadsAsWideAsStates();
    }

    @Override
    public Yardstick yardstick() {
        return Yardstick.F32_GELU;
    }

    @Override
    void addKeys(RandomModel model) {
        model.metadata(key("attention.layer_norm_epsilon"), EPSILON);
    }

    @Override
    void addInput(RandomModel model, ModelSizes sizes) {
        model.matrix("position_embd.weight", CONTEXT, sizes.width(), 1);
        model.bias("output_norm.bias", sizes.width());
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        layerNorm(model, block + "attn_norm", sizes.width());
        fusedAttention(model, sizes, block);
        model.bias(block + "attn_qkv.bias", sizes.queryColumns() + 2 * sizes.kvColumns());
        model.bias(block + "attn_output.bias", sizes.width());
        layerNorm(model, block + "ffn_norm", sizes.width());
        plainFeedForward(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_epsilon"), USUAL_EPSILON);
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("tied output", model -> model.without("output.weight"));
        variants.put("another epsilon",
                model -> model.metadata(key("attention.layer_norm_epsilon"), GgufValue.float32(1e-6f)));
        return variants;
    }
}
