package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Gemma 3 (Google DeepMind, 2025), with as many layers that slide as that do not. */
final class RandomGemma3 extends RandomGemma {

    RandomGemma3() {
        super("gemma3");
    }

    @Override
    void addKeys(RandomModel model) {
        super.addKeys(model);
        model.metadata(key("attention.sliding_window_pattern"), GgufValue.uint32(2));
        model.metadata(key("rope.freq_base_swa"), GgufValue.float32(80));
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        super.addBlock(model, sizes, block);
        headNorms(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE,
                key("rope.freq_base_swa"), USUAL_ROPE_BASE, key("attention.sliding_window"), GgufValue.uint32(0),
                key("attention.sliding_window_pattern"), GgufValue.uint32(6));
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>(super.variants());
        variants.put("tied output", model -> model.without("output.weight"));
        variants.put("no window", model -> model.without(key("attention.sliding_window")));
        variants.put("capped logits",
                model -> model.metadata(key("final_logit_softcapping"), GgufValue.float32(4)));
        return variants;
    }
}
