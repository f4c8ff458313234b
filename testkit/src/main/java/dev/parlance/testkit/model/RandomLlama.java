package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F32;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Llama (Touvron et al., 2023), with every bias that llama.cpp knows and the frequency factors of Llama 3.1. */
final class RandomLlama implements RandomArchitecture {
    private static final String EPSILON = "llama.attention.layer_norm_rms_epsilon";
    private static final String ROPE_BASE = "llama.rope.freq_base";

    @Override
    public String name() {
        return "llama";
    }

    @Override
    public void addRequired(RandomModel model) {
        ModelSizes sizes = model.sizes();
        model.metadata("llama.context_length", GgufValue.uint32(512));
        model.metadata("llama.embedding_length", GgufValue.uint32(sizes.width()));
        model.metadata("llama.block_count", GgufValue.uint32(sizes.layers()));
        model.metadata("llama.feed_forward_length", GgufValue.uint32(sizes.hidden()));
        model.metadata("llama.attention.head_count", GgufValue.uint32(sizes.heads()));
        model.metadata("llama.attention.head_count_kv", GgufValue.uint32(sizes.kvHeads()));
        model.metadata("llama.attention.key_length", GgufValue.uint32(sizes.headSize()));
        model.metadata("llama.attention.value_length", GgufValue.uint32(sizes.headSize()));
        model.metadata("llama.rope.dimension_count", GgufValue.uint32(sizes.headSize()));
        // Far from what real models have, so that it matters beside embeddings whose squares are about 4 / width.
        model.metadata(EPSILON, GgufValue.float32(0.05f));
        model.metadata(ROPE_BASE, GgufValue.float32(300));

        model.matrix("token_embd.weight", sizes.vocabulary(), sizes.width(), 2);
        for (int i = 0; i < sizes.layers(); i++) {
            String block = "blk." + i + ".";
            model.norm(block + "attn_norm.weight", sizes.width());
            model.matrix(block + "attn_q.weight", sizes.queryColumns(), sizes.width(), 1.5);
            model.matrix(block + "attn_k.weight", sizes.kvColumns(), sizes.width(), 1.5);
            model.matrix(block + "attn_v.weight", sizes.kvColumns(), sizes.width(), 1);
            model.matrix(block + "attn_output.weight", sizes.width(), sizes.queryColumns(), 1);
            model.norm(block + "ffn_norm.weight", sizes.width());
            model.matrix(block + "ffn_gate.weight", sizes.hidden(), sizes.width(), 1.5);
            model.matrix(block + "ffn_up.weight", sizes.hidden(), sizes.width(), 1);
            model.matrix(block + "ffn_down.weight", sizes.width(), sizes.hidden(), 1);
        }
        model.norm("output_norm.weight", sizes.width());
        model.matrix("output.weight", sizes.vocabulary(), sizes.width(), 2);
    }

    @Override
    public void addOptional(RandomModel model) {
        ModelSizes sizes = model.sizes();
        for (int i = 0; i < sizes.layers(); i++) {
            String block = "blk." + i + ".";
            model.bias(block + "attn_q.bias", sizes.queryColumns());
            model.bias(block + "attn_k.bias", sizes.kvColumns());
            model.bias(block + "attn_v.bias", sizes.kvColumns());
            model.bias(block + "attn_output.bias", sizes.width());
            model.bias(block + "ffn_gate.bias", sizes.hidden());
            model.bias(block + "ffn_up.bias", sizes.hidden());
            model.bias(block + "ffn_down.bias", sizes.width());
        }
        ropeFactors(model);
    }

    /** Adds divisors of the rotation's frequencies, from 1 to about 8, as Llama 3.1 has them. */
    private static RandomModel ropeFactors(RandomModel model) {
        float[] factors = new float[model.sizes().headSize() / 2];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 1 + 7f * i / factors.length;
        }
        return model.tensor("rope_freqs.weight", F32.INSTANCE, factors, factors.length);
    }

    @Override
    public Map<String, GgufValue> unreadKeys() {
        return Map.of(EPSILON, GgufValue.float32(1e-5f), ROPE_BASE, GgufValue.float32(10000));
    }

    @Override
    public Map<String, UnaryOperator<RandomModel>> variants() {
        Map<String, UnaryOperator<RandomModel>> variants = new LinkedHashMap<>();
        variants.put("as it is", model -> model);
        variants.put("biases and frequency factors", RandomModel::withOptional);
        variants.put("tied output", model -> model.without("output.weight"));
        variants.put("another base", model -> model.metadata(ROPE_BASE, GgufValue.float32(500000)));
        variants.put("another epsilon", model -> model.metadata(EPSILON, GgufValue.float32(1e-6f)));
        variants.put("linear scaling", model -> scaled(model, "linear", 4));
        variants.put("YaRN", model -> scaled(model, "yarn", 8)
                .metadata("llama.rope.scaling.original_context_length", GgufValue.uint32(64)));
        variants.put("YaRN of the trained context", model -> scaled(model, "yarn", 8));
        variants.put("attention factor", model -> scaled(model, "yarn", 3)
                .metadata("llama.rope.scaling.attn_factor", GgufValue.float32(0.75f)));
        return variants;
    }

    private static RandomModel scaled(RandomModel model, String type, float factor) {
        return model.metadata("llama.rope.scaling.type", GgufValue.string(type))
                .metadata("llama.rope.scaling.factor", GgufValue.float32(factor));
    }
}
