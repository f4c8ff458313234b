package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.testkit.agreement.Yardstick;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the architectures of Gemma have in common: scaled embeddings, norms around each sublayer, sliding windows. */
abstract class RandomGemma extends RandomDecoder {
    /** Matters beside sublayers' outputs, whose squares are about 1. */
    private static final GgufValue LARGE_EPSILON = GgufValue.float32(0.3f);

    RandomGemma(String name) {
        super(name);
    }

    @Override
    public Yardstick yardstick() {
        return Yardstick.F32_GELU;
    }

    @Override
    public boolean slides() {
        return true;
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        model.metadata(key("attention.layer_norm_rms_epsilon"), LARGE_EPSILON);
        model.metadata(key("attention.sliding_window"), WINDOW);
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_norm.weight", sizes.width());
        attention(model, sizes, block);
        model.norm(block + "post_attention_norm.weight", sizes.width());
        model.norm(block + "ffn_norm.weight", sizes.width());
        gatedFeedForward(model, sizes, block);
        model.norm(block + "post_ffw_norm.weight", sizes.width());
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("another epsilon",
                model -> model.metadata(key("attention.layer_norm_rms_epsilon"), GgufValue.float32(1e-6f)));
        variants.put("another base", model -> model.metadata(key("rope.freq_base"), GgufValue.float32(500000)));
        variants.put("linear scaling", model -> scaled(model, "linear", 4));
        addWindowVariants(variants);
        return variants;
    }
}
