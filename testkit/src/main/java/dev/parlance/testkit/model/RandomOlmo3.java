package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** OLMo 3 (OLMo Team, 2025): what files of OLMo 2 are that slide, here in every other layer. */
final class RandomOlmo3 extends RandomOlmo2 {

    @Override
    public String toString() {
        return "olmo2 with a window";
    }

    @Override
    public boolean slides() {
        return true;
    }

    @Override
    void addKeys(RandomModel model) {
        super.addKeys(model);
        model.metadata(key("attention.sliding_window"), WINDOW);
        model.metadata(key("attention.sliding_window_pattern"), GgufValue.uint32(2));
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        Map<String, GgufValue> keys = new HashMap<>(super.unreadKeys());
        keys.put(key("attention.sliding_window"), GgufValue.uint32(0));
        keys.put(key("attention.sliding_window_pattern"), GgufValue.uint32(4));
        return keys;
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>(super.variants());
        addWindowVariants(variants);
        variants.remove("another base in the window"); // the angles of all layers have the same base
        return variants;
    }
}
