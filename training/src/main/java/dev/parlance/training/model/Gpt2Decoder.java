package dev.parlance.training.model;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import dev.parlance.gguf.GgufValue;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GPT-2 (Radford et al., 2019): learned positions, pre-norm blocks with layer norms, and a feed-forward network of four
 * times the width with GELU. The embedding is the output matrix too.
 */
public final class Gpt2Decoder implements Decoder {
    private static final double EPSILON = 1e-5;
    private static final int EXPANSION = 4;

    /**
     * The hyper-parameters, in the names of the paper. Widths that are multiples of 32 can be written as Q8_0.
     *
     * @param vocabularySize tokens
     * @param width the length of a hidden state, a multiple of heads
     * @param layers blocks
     * @param heads attention heads
     * @param contextLength the most tokens that it sees at once
     */
    public record Config(int vocabularySize, int width, int layers, int heads, int contextLength) {
        /** @throws IllegalArgumentException if the numbers do not fit together */
        public Config {
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "width " + width + ", " + heads + " heads: expected a width that is a multiple of the heads");
            }
        }
    }

    /** A matrix with its bias, or the scale and shift of a norm. */
    private record Affine(Tensor weight, Tensor bias) {
        Tensor apply(Tensor x) {
            return linear(x, weight, new TensorOptional(bias));
        }
    }

    private record Layer(Affine attentionNorm, Affine qkv, Affine attentionOutput, Affine feedForwardNorm, Affine up,
            Affine down) {}

    private final Config config;
    private final Parameters parameters;
    private final Tensor embedding; // (vocabulary, width)
    private final Tensor positions; // (context, width)
    private final List<Layer> layers = new ArrayList<>();
    private final Affine outputNorm;

    /** Makes a model with random weights, distributed as in the paper. */
    public Gpt2Decoder(Config config, long seed) {
        this.config = config;
        parameters = new Parameters(seed);
        int width = config.width;
        double deviation = 0.02;
        double residual = deviation / Math.sqrt(2 * config.layers);
        embedding = parameters.matrix("token_embd.weight", config.vocabularySize, width, deviation);
        positions = parameters.matrix("position_embd.weight", config.contextLength, width, deviation / 2);
        for (int i = 0; i < config.layers; i++) {
            String block = "blk." + i + ".";
            layers.add(new Layer(norm(block + "attn_norm"), affine(block + "attn_qkv", 3 * width, width, deviation),
                    affine(block + "attn_output", width, width, residual), norm(block + "ffn_norm"),
                    affine(block + "ffn_up", EXPANSION * width, width, deviation),
                    affine(block + "ffn_down", width, EXPANSION * width, residual)));
        }
        outputNorm = norm("output_norm");
    }

    private Affine affine(String name, int rows, int columns, double deviation) {
        return new Affine(parameters.matrix(name + ".weight", rows, columns, deviation),
                parameters.vector(name + ".bias", rows, 0));
    }

    private Affine norm(String name) {
        return new Affine(parameters.vector(name + ".weight", config.width, 1),
                parameters.vector(name + ".bias", config.width, 0));
    }

    @Override
    public Tensor hidden(Tensor tokens) {
        Tensor x = embedding(embedding, tokens).add(positions.narrow(0, 0, tokens.size(1))); // (batch, length, width)
        for (Layer layer : layers) {
            Tensor qkv = layer.qkv.apply(norm(x, layer.attentionNorm)); // (batch, length, 3 * width)
            Tensor attended = scaled_dot_product_attention(heads(qkv, 0), heads(qkv, 1), heads(qkv, 2),
                    new TensorOptional(), 0, true, new DoubleOptional(), false); // (batch, heads, length, headSize)
            x = x.add(layer.attentionOutput.apply(attended.transpose(1, 2).flatten(2, 3)));
            Tensor hidden = gelu(layer.up.apply(norm(x, layer.feedForwardNorm)), "tanh"); // (batch, length, 4 * width)
            x = x.add(layer.down.apply(hidden));
        }
        return norm(x, outputNorm);
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return linear(hidden, embedding);
    }

    private Tensor norm(Tensor x, Affine norm) {
        return layer_norm(x, new long[]{config.width}, new TensorOptional(norm.weight), new TensorOptional(norm.bias),
                EPSILON, false);
    }

    /** Takes one third of the queries, keys and values: (batch, heads, length, headSize). */
    private Tensor heads(Tensor qkv, int third) {
        return qkv.narrow(2, (long) third * config.width, config.width)
                .view(qkv.size(0), qkv.size(1), config.heads, config.width / config.heads).transpose(1, 2);
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
        metadata.put("general.architecture", GgufValue.string("gpt2"));
        metadata.put("gpt2.context_length", GgufValue.uint32(config.contextLength));
        metadata.put("gpt2.embedding_length", GgufValue.uint32(config.width));
        metadata.put("gpt2.block_count", GgufValue.uint32(config.layers));
        metadata.put("gpt2.feed_forward_length", GgufValue.uint32((long) EXPANSION * config.width));
        metadata.put("gpt2.attention.head_count", GgufValue.uint32(config.heads));
        metadata.put("gpt2.attention.layer_norm_epsilon", GgufValue.float32((float) EPSILON));
        return metadata;
    }
}
