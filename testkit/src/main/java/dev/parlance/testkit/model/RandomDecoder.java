package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F32;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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
    /** How many tokens are attended to where attention slides: far fewer than texts have. */
    static final GgufValue WINDOW = GgufValue.uint32(7);
    private static final int EXPERTS = 7;
    private static final int EXPERTS_USED = 2;

    private final String name;

    RandomDecoder(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public String toString() {
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
        addOutput(model, sizes);
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

    /** Adds the map to logits, which some architectures have tied to the embedding always. */
    void addOutput(RandomModel model, ModelSizes sizes) {
        model.matrix("output.weight", sizes.vocabulary(), sizes.width(), 2);
    }

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
        attention(model, sizes, block, 1.5);
    }

    /** Adds queries, keys and values in three matrices, the first two with a gain. */
    static void attention(RandomModel model, ModelSizes sizes, String block, double gain) {
        model.matrix(block + "attn_q.weight", sizes.queryColumns(), sizes.width(), gain);
        model.matrix(block + "attn_k.weight", sizes.kvColumns(), sizes.width(), gain);
        model.matrix(block + "attn_v.weight", sizes.kvColumns(), sizes.width(), 1);
        model.matrix(block + "attn_output.weight", sizes.width(), sizes.queryColumns(), 1);
    }

    /** Adds queries, keys and values in one matrix. */
    static void fusedAttention(RandomModel model, ModelSizes sizes, String block) {
        model.matrix(block + "attn_qkv.weight", sizes.queryColumns() + 2 * sizes.kvColumns(), sizes.width(), 1.5);
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

    /** Adds the norms of the queries and keys of a head, sharp ones, so that keys matter. */
    static void headNorms(RandomModel model, ModelSizes sizes, String block) {
        model.norm(block + "attn_q_norm.weight", sizes.headSize(), 2);
        model.norm(block + "attn_k_norm.weight", sizes.headSize());
    }

    /** Adds the number of experts and how many a token goes through. */
    final void addExpertCounts(RandomModel model) {
        model.metadata(key("expert_count"), GgufValue.uint32(EXPERTS));
        model.metadata(key("expert_used_count"), GgufValue.uint32(EXPERTS_USED));
    }

    /** Adds the keys of experts. */
    final void addExpertKeys(RandomModel model) {
        addExpertCounts(model);
        model.metadata(key("expert_feed_forward_length"), GgufValue.uint32(model.sizes().hidden()));
    }

    /** Adds an expert that all tokens go through. */
    static void sharedExpert(RandomModel model, ModelSizes sizes, String block) {
        model.matrix(block + "ffn_gate_shexp.weight", sizes.hidden(), sizes.width(), 1.5);
        model.matrix(block + "ffn_up_shexp.weight", sizes.hidden(), sizes.width(), 1);
        model.matrix(block + "ffn_down_shexp.weight", sizes.width(), sizes.hidden(), 1);
    }

    /** Adds a router and experts, each a gated feed-forward network. */
    static void experts(RandomModel model, ModelSizes sizes, String block) {
        model.matrix(block + "ffn_gate_inp.weight", EXPERTS, sizes.width(), 2);
        model.matrices(block + "ffn_gate_exps.weight", EXPERTS, sizes.hidden(), sizes.width(), 1.5);
        model.matrices(block + "ffn_up_exps.weight", EXPERTS, sizes.hidden(), sizes.width(), 1);
        model.matrices(block + "ffn_down_exps.weight", EXPERTS, sizes.width(), sizes.hidden(), 2);
    }

    /** Adds the biases of a router and of experts. */
    static void expertBiases(RandomModel model, ModelSizes sizes, String block) {
        model.bias(block + "ffn_gate_inp.bias", EXPERTS);
        model.biases(block + "ffn_gate_exps.bias", EXPERTS, sizes.hidden());
        model.biases(block + "ffn_up_exps.bias", EXPERTS, sizes.hidden());
        model.biases(block + "ffn_down_exps.bias", EXPERTS, sizes.width());
    }

    /** Adds ways in which experts differ. */
    final void addExpertVariants(Map<String, UnaryOperator<RandomModel>> variants) {
        variants.put("one expert a token", model -> model.metadata(key("expert_used_count"), GgufValue.uint32(1)));
        variants.put("all experts",
                model -> model.metadata(key("expert_used_count"), GgufValue.uint32(EXPERTS)));
    }

    /** Adds a model that says only how wide its experts are together, those that a token goes through. */
    final void addExpertShareVariant(Map<String, UnaryOperator<RandomModel>> variants) {
        variants.put("experts as wide as a share of the whole",
                model -> model.without(key("expert_feed_forward_length")).metadata(key("expert_used_count"),
                        GgufValue.uint32(3)).metadata(key("feed_forward_length"),
                                GgufValue.uint32(3L * model.sizes().hidden())));
    }

    /** Adds ways in which layers slide. */
    final void addWindowVariants(Map<String, UnaryOperator<RandomModel>> variants) {
        String pattern = key("attention.sliding_window_pattern");
        variants.put("every layer slides", model -> model.metadata(pattern, GgufValue.uint32(0)));
        variants.put("layers that slide by a list",
                model -> model.metadata(pattern, lastSlides(model.sizes().layers())));
        variants.put("another window", model -> model.metadata(key("attention.sliding_window"), GgufValue.uint32(18)));
        variants.put("another base in the window",
                model -> model.metadata(key("rope.freq_base_swa"), GgufValue.float32(70)));
    }

    /** Returns a list by which only the last layer slides; llama.cpp wants at least one. */
    private static GgufValue lastSlides(int layers) {
        return GgufValue.array(GgufType.BOOL,
                IntStream.range(0, layers).mapToObj(i -> GgufValue.bool(i == layers - 1)).toList());
    }

    /**
     * Adds divisors of the rotation's frequencies, from 1 to about some number.
     *
     * @param count one for each pair of rotated elements
     */
    static void ropeFactors(RandomModel model, String tensor, int count, float last) {
        float[] factors = new float[count];
        for (int i = 0; i < count; i++) {
            factors[i] = 1 + (last - 1) * i / count;
        }
        model.tensor(tensor, F32.INSTANCE, factors, count);
    }

    /** Adds divisors for short and for long contexts, where some elements of a head are rotated. */
    static void addLongRopeFactors(RandomModel model, int rotated) {
        ropeFactors(model, "rope_factors_short.weight", rotated / 2, 3);
        ropeFactors(model, "rope_factors_long.weight", rotated / 2, 30);
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
