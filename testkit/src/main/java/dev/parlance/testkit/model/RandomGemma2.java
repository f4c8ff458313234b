package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Gemma 2 (Google DeepMind, 2024), with caps that most scores and logits feel. */
final class RandomGemma2 extends RandomGemma {

    RandomGemma2() {
        super("gemma2");
    }

    @Override
    void addKeys(RandomModel model) {
        super.addKeys(model);
        model.metadata(key("attn_logit_softcapping"), GgufValue.float32(1.5f));
        model.metadata(key("final_logit_softcapping"), GgufValue.float32(5));
    }

    @Override
    void addOutput(RandomModel model, ModelSizes sizes) {
        // Always tied to the embedding.
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE,
                key("attention.sliding_window"), GgufValue.uint32(4096), key("attn_logit_softcapping"),
                GgufValue.float32(50), key("final_logit_softcapping"), GgufValue.float32(30));
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>(super.variants());
        addRopeVariants(variants);
        variants.put("usual caps", model -> model.without(key("attn_logit_softcapping"))
                .without(key("final_logit_softcapping")));
        return variants;
    }
}
