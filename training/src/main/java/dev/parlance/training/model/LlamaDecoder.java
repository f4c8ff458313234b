package dev.parlance.training.model;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.polar;
import static org.bytedeco.pytorch.global.torch.rms_norm;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.softmax;
import static org.bytedeco.pytorch.global.torch.triu;
import static org.bytedeco.pytorch.global.torch.view_as_complex;
import static org.bytedeco.pytorch.global.torch.view_as_real;

import dev.parlance.gguf.GgufValue;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Llama (Touvron et al., 2023): pre-norm blocks of rotary attention with grouped queries and a gated feed-forward network.
 * The embedding is the output matrix too. Rotation is by neighbouring pairs, the order in which llama.cpp keeps the
 * weights of this architecture.
 */
public final class LlamaDecoder implements Decoder {
    static final double ROPE_BASE = 100000;
    private static final double EPSILON = 1e-5;

    /**
     * The hyper-parameters, in the names of the papers. Widths that are multiples of 32 can be written as Q8_0.
     *
     * @param vocabularySize tokens
     * @param width the length of a hidden state, a multiple of 2 * heads
     * @param layers blocks
     * @param heads query heads
     * @param kvHeads heads of keys and values, a divisor of heads
     * @param hidden the width of the feed-forward network
     * @param contextLength the most tokens that it sees at once
     */
    public record Config(int vocabularySize, int width, int layers, int heads, int kvHeads, int hidden,
            int contextLength) {
        /** @throws IllegalArgumentException if the numbers do not fit together */
        public Config {
            if (width % (2 * heads) != 0 || heads % kvHeads != 0) {
                throw new IllegalArgumentException("width " + width + ", " + heads + " heads, " + kvHeads
                        + " heads of keys and values: expected a width that is a multiple of twice the heads, and"
                        + " heads that are a multiple of those of keys and values");
            }
        }

        int headSize() {
            return width / heads;
        }
    }

    private record Layer(Tensor attentionNorm, Tensor q, Tensor k, Tensor v, Tensor attentionOutput,
            Tensor feedForwardNorm, Tensor gate, Tensor up, Tensor down) {}

    private final Config config;
    private final Parameters parameters;
    private final Tensor embedding; // (vocabulary, width)
    private final List<Layer> layers = new ArrayList<>();
    private final Tensor outputNorm; // (width)
    private final Tensor rotation; // (context, headSize / 2), complex

    /** Makes a model with random weights (normal, as GPT-2: what adds to the stream is smaller the more layers add). */
    public LlamaDecoder(Config config, long seed) {
        this.config = config;
        parameters = new Parameters(seed);
        int width = config.width;
        int kvWidth = config.kvHeads * config.headSize();
        double deviation = 1 / Math.sqrt(width) / 2;
        double residual = deviation / Math.sqrt(2 * config.layers);
        embedding = parameters.matrix("token_embd.weight", config.vocabularySize, width, deviation);
        for (int i = 0; i < config.layers; i++) {
            String block = "blk." + i + ".";
            layers.add(new Layer(parameters.vector(block + "attn_norm.weight", width, 1),
                    parameters.matrix(block + "attn_q.weight", width, width, deviation),
                    parameters.matrix(block + "attn_k.weight", kvWidth, width, deviation),
                    parameters.matrix(block + "attn_v.weight", kvWidth, width, deviation),
                    parameters.matrix(block + "attn_output.weight", width, width, residual),
                    parameters.vector(block + "ffn_norm.weight", width, 1),
                    parameters.matrix(block + "ffn_gate.weight", config.hidden, width, deviation),
                    parameters.matrix(block + "ffn_up.weight", config.hidden, width, deviation),
                    parameters.matrix(block + "ffn_down.weight", width, config.hidden, residual)));
        }
        outputNorm = parameters.vector("output_norm.weight", width, 1);
        rotation = rotation(config.contextLength, config.headSize());
    }

    /** Gives the first weights a shape with which looking up is learned early, see {@link InductionHeads}. */
    public LlamaDecoder withInductionHeads() {
        InductionHeads.shape(config, parameters);
        return this;
    }

    /** Returns e^(i * position * base^(-2 pair / headSize)) for each position and pair. */
    private static Tensor rotation(int positions, int headSize) {
        float[] angles = new float[positions * headSize / 2];
        for (int position = 0; position < positions; position++) {
            for (int pair = 0; pair < headSize / 2; pair++) {
                angles[position * headSize / 2 + pair] = (float) (position
                        * StrictMath.pow(ROPE_BASE, -2.0 * pair / headSize));
            }
        }
        float[] ones = new float[angles.length];
        Arrays.fill(ones, 1);
        return polar(Parameters.tensor(ones, positions, headSize / 2),
                Parameters.tensor(angles, positions, headSize / 2));
    }

    @Override
    public Tensor hidden(Tensor tokens) {
        Tensor x = embedding(embedding, tokens); // (batch, length, width)
        long length = tokens.size(1);
        Tensor turn = rotation.narrow(0, 0, length);
        Tensor future = triu(full(new long[]{length, length}, new Scalar(Float.NEGATIVE_INFINITY)), 1);
        for (Layer layer : layers) {
            Tensor normed = norm(x, layer.attentionNorm);
            Tensor q = rotate(heads(linear(normed, layer.q), config.heads), turn);
            Tensor k = rotate(heads(linear(normed, layer.k), config.kvHeads), turn);
            Tensor v = heads(linear(normed, layer.v), config.kvHeads);
            Tensor attended = attend(q, k, v, future); // (batch, heads, length, headSize)
            x = x.add(linear(attended.transpose(1, 2).flatten(2, 3), layer.attentionOutput));
            normed = norm(x, layer.feedForwardNorm);
            Tensor gated = silu(linear(normed, layer.gate)).mul(linear(normed, layer.up)); // (batch, length, hidden)
            x = x.add(linear(gated, layer.down));
        }
        return norm(x, outputNorm);
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return linear(hidden, embedding);
    }

    /**
     * Soft-max attention. As two products of matrices it takes half the time of PyTorch's fused form where the processor has
     * bfloat16; the queries that share a head of keys lie one after the other, so that nothing is copied.
     *
     * @param future what is added to the scores, (length, length)
     */
    private Tensor attend(Tensor q, Tensor k, Tensor v, Tensor future) {
        long length = q.size(2);
        long group = config.heads / config.kvHeads;
        Tensor grouped = q.reshape(q.size(0), config.kvHeads, group * length, config.headSize());
        Tensor scores = matmul(grouped.mul(new Scalar(1 / Math.sqrt(config.headSize()))), k.transpose(2, 3));
        Tensor weights = softmax(scores.add(future.repeat(group, 1)), -1); // (batch, kvHeads, group * length, length)
        return matmul(weights, v).view(q.size(0), config.heads, length, config.headSize());
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return rms_norm(x, new long[]{config.width}, new TensorOptional(weight), new DoubleOptional(EPSILON));
    }

    /** (batch, length, heads * headSize) to (batch, heads, length, headSize). */
    private Tensor heads(Tensor x, int heads) {
        return x.view(x.size(0), x.size(1), heads, config.headSize()).transpose(1, 2);
    }

    private static Tensor rotate(Tensor x, Tensor rotation) {
        Tensor pairs = view_as_complex(x.reshape(x.size(0), x.size(1), x.size(2), x.size(3) / 2, 2));
        return view_as_real(pairs.mul(rotation)).flatten(3, 4);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public int contextLength() {
        return config.contextLength;
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize;
    }

    @Override
    public Map<String, GgufValue> metadata() {
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", GgufValue.string("llama"));
        metadata.put("llama.vocab_size", GgufValue.uint32(config.vocabularySize));
        metadata.put("llama.context_length", GgufValue.uint32(config.contextLength));
        metadata.put("llama.embedding_length", GgufValue.uint32(config.width));
        metadata.put("llama.block_count", GgufValue.uint32(config.layers));
        metadata.put("llama.feed_forward_length", GgufValue.uint32(config.hidden));
        metadata.put("llama.attention.head_count", GgufValue.uint32(config.heads));
        metadata.put("llama.attention.head_count_kv", GgufValue.uint32(config.kvHeads));
        metadata.put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32((float) EPSILON));
        metadata.put("llama.rope.dimension_count", GgufValue.uint32(config.headSize()));
        metadata.put("llama.rope.freq_base", GgufValue.float32((float) ROPE_BASE));
        return metadata;
    }
}
