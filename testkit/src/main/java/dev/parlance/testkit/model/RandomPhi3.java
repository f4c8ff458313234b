package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Phi-3 (Abdin et al., 2024), with a part of each head rotated as in Phi-4 mini. */
final class RandomPhi3 extends RandomDecoder {

    RandomPhi3() {
        super("phi3");
    }

    @Override
    public ModelSizes fitting(ModelSizes sizes) {
        return sizes.withHeadsAsWideAsStates();
    }

    @Override
    void addKeys(RandomModel model) {
        addHeadKeys(model);
        model.metadata(key("rope.dimension_count"), GgufValue.uint32(rotated(model.sizes())));
        model.metadata(key("attention.layer_norm_rms_epsilon"), EPSILON);
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_norm.weight", sizes.width());
        fusedAttention(model, sizes, block);
        model.norm(block + "ffn_norm.weight", sizes.width());
        model.matrix(block + "ffn_up.weight", 2 * sizes.hidden(), sizes.width(), 1.5);
        model.matrix(block + "ffn_down.weight", sizes.width(), sizes.hidden(), 1);
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        model.bias(block + "attn_qkv.bias", sizes.queryColumns() + 2 * sizes.kvColumns());
    }

    private static RandomModel withFactors(RandomModel model) {
        addLongRopeFactors(model, rotated(model.sizes()));
        return model;
    }

    /** Returns how many elements of a head are rotated: about three quarters. */
    private static int rotated(ModelSizes sizes) {
        return Math.max(2, sizes.headSize() * 3 / 4 & -2);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_rms_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE);
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("bias", RandomModel::withOptional);
        variants.put("short factors", RandomPhi3::withFactors);
        variants.put("long factors", model -> withFactors(model)
                .metadata(key("rope.scaling.original_context_length"), GgufValue.uint32(256))
                .metadata(key("rope.scaling.attn_factor"), GgufValue.float32(1.2f)));
        variants.put("whole heads", model -> model.metadata(key("rope.dimension_count"),
                GgufValue.uint32(model.sizes().headSize())));
        variants.put("tied output", model -> model.without("output.weight"));
        addRopeVariants(variants);
        return variants;
    }
}
