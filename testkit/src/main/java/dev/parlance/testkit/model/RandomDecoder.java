package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F32;

import java.util.Map;
import java.util.function.UnaryOperator;

/** What random models of every architecture have in common: the keys of their sizes, the embedding, blocks, the output. */
abstract class RandomDecoder implements RandomArchitecture {
    /** Far from what real models have, so that it matters beside embeddings whose squares are about 4 / width. */
    static final GgufValue EPSILON = GgufValue.float32(0.05f);
    /** What an engine computes with if it does not read the key. */
    static final GgufValue USUAL_EPSILON = GgufValue.float32(1e-5f);
    /** See {@link #USUAL_EPSILON}. */
    static final GgufValue USUAL_ROPE_BASE = GgufValue.float32(10000);
    /** How many tokens a model is trained for. */
    static final int CONTEXT = 512;

    private final String name;

    RandomDecoder(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String toString() {
        return name;
    }

    /** Returns the full name of a key of the architecture. */
    final String key(String suffix) {
        return name + "." + suffix;
    }

    @Override
    public final void addRequired(RandomModel model) {
        ModelSizes sizes = model.sizes();
        model.metadata(key("context_length"), GgufValue.uint32(CONTEXT));
        model.metadata(key("embedding_length"), GgufValue.uint32(sizes.width()));
        model.metadata(key("block_count"), GgufValue.uint32(sizes.layers()));
        model.metadata(key("feed_forward_length"), GgufValue.uint32(sizes.hidden()));
        model.metadata(key("attention.head_count"), GgufValue.uint32(sizes.heads()));
        model.metadata(key("attention.head_count_kv"), GgufValue.uint32(sizes.kvHeads()));
        addKeys(model);
        model.matrix("token_embd.weight", sizes.vocabulary(), sizes.width(), 2);
        addInput(model, sizes);
        for (int i = 0; i < sizes.layers(); i++) {
            addBlock(model, sizes, "blk." + i + ".");
        }
        model.norm("output_norm.weight", sizes.width());
        model.matrix("output.weight", sizes.vocabulary(), sizes.width(), 2);
    }

    @Override
    public void addOptional(RandomModel model) {
        for (int i = 0; i < model.sizes().layers(); i++) {
            addOptionalOfBlock(model, model.sizes(), "blk." + i + ".");
        }
    }

    /** Adds the keys besides sizes. */
    abstract void addKeys(RandomModel model);

    /** Adds tensors besides the embedding that are there once, if there are any. */
    void addInput(RandomModel model, ModelSizes sizes) {}

    /** Adds the tensors of a block, whose names begin with a prefix. */
    abstract void addBlock(RandomModel model, ModelSizes sizes, String block);

    /** Adds the tensors that a block may go without. */
    void addOptionalOfBlock(RandomModel model, ModelSizes sizes, String block) {}

    // What several architectures have.

    /** Adds the keys of heads that need not be as wide together as a hidden state, and are rotated. */
    final void addHeadKeys(RandomModel model) {
        GgufValue size = GgufValue.uint32(model.sizes().headSize());
        model.metadata(key("attention.key_length"), size);
        model.metadata(key("attention.value_length"), size);
        model.metadata(key("rope.dimension_count"), size);
        model.metadata(key("rope.freq_base"), GgufValue.float32(300));
    }

    /** Adds a norm with a bias. */
    static void layerNorm(RandomModel model, String name, int length) {
        model.norm(name + ".weight", length);
        model.bias(name + ".bias", length);
    }

    /** Adds queries, keys and values in three matrices. */
    static void attention(RandomModel model, ModelSizes sizes, String block) {
        model.matrix(block + "attn_q.weight", sizes.queryColumns(), sizes.width(), 1.5);
        model.matrix(block + "attn_k.weight", sizes.kvColumns(), sizes.width(), 1.5);
        model.matrix(block + "attn_v.weight", sizes.kvColumns(), sizes.width(), 1);
        model.matrix(block + "attn_output.weight", sizes.width(), sizes.queryColumns(), 1);
    }

    /** Adds the biases of queries, keys and values. */
    static void attentionBiases(RandomModel model, ModelSizes sizes, String block) {
        model.bias(block + "attn_q.bias", sizes.queryColumns());
        model.bias(block + "attn_k.bias", sizes.kvColumns());
        model.bias(block + "attn_v.bias", sizes.kvColumns());
    }

    /** Adds a gated feed-forward network. */
    static void gatedFeedForward(RandomModel model, ModelSizes sizes, String block) {
        model.matrix(block + "ffn_gate.weight", sizes.hidden(), sizes.width(), 1.5);
        model.matrix(block + "ffn_up.weight", sizes.hidden(), sizes.width(), 1);
        model.matrix(block + "ffn_down.weight", sizes.width(), sizes.hidden(), 1);
    }

    /** Adds a feed-forward network without a gate and with biases. */
    static void plainFeedForward(RandomModel model, ModelSizes sizes, String block) {
        model.matrix(block + "ffn_up.weight", sizes.hidden(), sizes.width(), 1.5);
        model.bias(block + "ffn_up.bias", sizes.hidden());
        model.matrix(block + "ffn_down.weight", sizes.width(), sizes.hidden(), 1);
        model.bias(block + "ffn_down.bias", sizes.width());
    }

    /** Adds divisors of the rotation's frequencies, from 1 to about some number. */
    static void ropeFactors(RandomModel model, String tensor, float last) {
        float[] factors = new float[model.sizes().headSize() / 2];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 1 + (last - 1) * i / factors.length;
        }
        model.tensor(tensor, F32.INSTANCE, factors, factors.length);
    }

    /** Adds divisors for short and for long contexts. */
    static void addLongRopeFactors(RandomModel model) {
        ropeFactors(model, "rope_factors_short.weight", 3);
        ropeFactors(model, "rope_factors_long.weight", 30);
    }

    /** Adds ways in which the angles of positions differ. */
    final void addRopeVariants(Map<String, UnaryOperator<RandomModel>> variants) {
        String base = key("rope.freq_base");
        String originalContext = key("rope.scaling.original_context_length");
        variants.put("another base", model -> model.metadata(base, GgufValue.float32(500000)));
        variants.put("linear scaling", model -> scaled(model, "linear", 4));
        variants.put("YaRN", model -> scaled(model, "yarn", 8).metadata(originalContext, GgufValue.uint32(64)));
        variants.put("YaRN of the trained context", model -> scaled(model, "yarn", 8));
        variants.put("attention factor", model -> scaled(model, "yarn", 3)
                .metadata(key("rope.scaling.attn_factor"), GgufValue.float32(0.75f)));
    }

    final RandomModel scaled(RandomModel model, String type, float factor) {
        return model.metadata(key("rope.scaling.type"), GgufValue.string(type))
                .metadata(key("rope.scaling.factor"), GgufValue.float32(factor));
    }
}
