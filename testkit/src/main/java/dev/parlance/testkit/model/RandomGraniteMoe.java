package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The mixtures of experts of Granite 3 (IBM, 2024), some of which have an expert that all tokens share. */
final class RandomGraniteMoe extends RandomGranite {

    RandomGraniteMoe() {
        super("granitemoe");
    }

    @Override
    void addKeys(RandomModel model) {
        super.addKeys(model);
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
    public void addOptional(RandomModel model) {
        super.addOptional(model);
        model.metadata(key("expert_shared_feed_forward_length"), GgufValue.uint32(model.sizes().hidden()));
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        attentionBiases(model, sizes, block);
        model.bias(block + "attn_output.bias", sizes.width());
        sharedExpert(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        Map<String, GgufValue> keys = new HashMap<>(super.unreadKeys());
        keys.put(key("expert_used_count"), GgufValue.uint32(1));
        return keys;
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>(super.variants());
        variants.remove("no rotation");
        addExpertVariants(variants);
        return variants;
    }
}
