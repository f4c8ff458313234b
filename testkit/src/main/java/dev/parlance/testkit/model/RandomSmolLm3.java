package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** SmolLM3 (Hugging Face, 2025). There are layers enough for one without rotation. */
final class RandomSmolLm3 extends RandomDecoder {

    RandomSmolLm3() {
        super("smollm3");
    }

    @Override
    public ModelSizes fitting(ModelSizes sizes) {
        return new ModelSizes(sizes.vocabulary(), sizes.width(), Math.max(4, sizes.layers()), sizes.heads(),
                sizes.kvHeads(),
                sizes.headSize(), sizes.hidden());
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
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        // Without rotation a bias of keys adds the same to all scores of a query, which soft-max does not see.
        model.bias(block + "attn_q.bias", sizes.queryColumns());
        model.bias(block + "attn_v.bias", sizes.kvColumns());
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
        variants.put("tied output", model -> model.without("output.weight"));
        addRopeVariants(variants);
        return variants;
    }
}
