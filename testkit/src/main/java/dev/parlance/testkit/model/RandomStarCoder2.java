package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.testkit.agreement.Yardstick;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** StarCoder 2 (Lozhkov et al., 2024). */
final class RandomStarCoder2 extends RandomDecoder {

    RandomStarCoder2() {
        super("starcoder2");
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
        addHeadKeys(model);
        model.metadata(key("attention.layer_norm_epsilon"), EPSILON);
    }

    @Override
    void addInput(RandomModel model, ModelSizes sizes) {
        model.bias("output_norm.bias", sizes.width());
    }

    @Override
    void addBlock(RandomModel model, ModelSizes sizes, String block) {
        layerNorm(model, block + "attn_norm", sizes.width());
        attention(model, sizes, block, 2);
        model.bias(block + "attn_output.bias", sizes.width());
        layerNorm(model, block + "ffn_norm", sizes.width());
        plainFeedForward(model, sizes, block);
    }

    @Override
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {
        attentionBiases(model, sizes, block);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(key("attention.layer_norm_epsilon"), USUAL_EPSILON, key("rope.freq_base"), USUAL_ROPE_BASE);
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
