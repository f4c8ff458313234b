package dev.parlance.engine.jvm;

import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A small llama model with random weights, for a GGUF file. Its logits have a standard deviation of about 2. Whatever it
 * holds can be replaced or removed before {@link #write}, so that it can be malformed too.
 */
public final class RandomModel {
    /**
     * The sizes of a model.
     *
     * @param vocabulary the number of tokens, at least 3
     * @param width the length of a hidden state
     * @param layers the number of blocks
     * @param heads query heads
     * @param kvHeads heads of keys and values
     * @param headSize elements of a head
     * @param hidden the width of the feed-forward network
     */
    public record Sizes(int vocabulary, int width, int layers, int heads, int kvHeads, int headSize, int hidden) {
        /** Small, with every size another number and grouped queries, and all fit for blocks of 32. */
        public static final Sizes SMALL = new Sizes(67, 64, 2, 4, 2, 24, 96);
    }

    private record Tensor(TensorType type, long[] dimensions, byte[] data) {}

    private final Sizes sizes;
    private final long seed;
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** Makes a model without biases, its matrices in a format. The same seed makes the same weights. */
    public RandomModel(Sizes sizes, WeightFormat format, long seed) {
        this.sizes = sizes;
        this.seed = seed;
        hyperParameters();
        vocabulary();
        tensors(format);
    }

    /** Makes a small model with biases, in which every format has its turn. */
    public static RandomModel mixed(long seed) {
        RandomModel model = new RandomModel(Sizes.SMALL, F32.INSTANCE, seed).biases();
        List<WeightFormat> formats = WeightFormats.all();
        int next = 0;
        for (String name : List.copyOf(model.tensors.keySet())) {
            if (model.tensors.get(name).dimensions.length == 2) {
                model.format(name, formats.get(next++ % formats.size()));
            }
        }
        return model;
    }

    private void hyperParameters() {
        metadata("general.architecture", GgufValue.string("llama"));
        metadata("llama.context_length", GgufValue.uint32(512));
        metadata("llama.embedding_length", GgufValue.uint32(sizes.width));
        metadata("llama.block_count", GgufValue.uint32(sizes.layers));
        metadata("llama.feed_forward_length", GgufValue.uint32(sizes.hidden));
        metadata("llama.attention.head_count", GgufValue.uint32(sizes.heads));
        metadata("llama.attention.head_count_kv", GgufValue.uint32(sizes.kvHeads));
        metadata("llama.attention.key_length", GgufValue.uint32(sizes.headSize));
        metadata("llama.attention.value_length", GgufValue.uint32(sizes.headSize));
        metadata("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5f));
        metadata("llama.rope.dimension_count", GgufValue.uint32(sizes.headSize));
    }

    /** Three control tokens, a token for every byte if there is room, and words. */
    private void vocabulary() {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        for (int b = 0; b < 256 && tokens.size() < sizes.vocabulary; b++) {
            tokens.add(String.format("<0x%02X>", b));
            types.add(6);
        }
        for (int word = 0; tokens.size() < sizes.vocabulary; word++) {
            tokens.add("\u2581w" + word);
            types.add(1);
        }
        float[] scores = new float[sizes.vocabulary];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = -i;
        }
        metadata("tokenizer.ggml.model", GgufValue.string("llama"));
        metadata("tokenizer.ggml.tokens", GgufValue.strings(tokens));
        metadata("tokenizer.ggml.scores", GgufValue.float32s(scores));
        metadata("tokenizer.ggml.token_type",
                GgufValue.array(GgufType.INT32, types.stream().map(GgufValue::int32).toList()));
        metadata("tokenizer.ggml.bos_token_id", GgufValue.uint32(1));
        metadata("tokenizer.ggml.eos_token_id", GgufValue.uint32(2));
    }

    private void tensors(WeightFormat format) {
        int q = sizes.heads * sizes.headSize;
        int kv = sizes.kvHeads * sizes.headSize;
        matrix("token_embd.weight", format, sizes.vocabulary, sizes.width, 2);
        for (int i = 0; i < sizes.layers; i++) {
            String block = "blk." + i + ".";
            norm(block + "attn_norm.weight");
            matrix(block + "attn_q.weight", format, q, sizes.width, 1.5);
            matrix(block + "attn_k.weight", format, kv, sizes.width, 1.5);
            matrix(block + "attn_v.weight", format, kv, sizes.width, 1);
            matrix(block + "attn_output.weight", format, sizes.width, q, 1);
            norm(block + "ffn_norm.weight");
            matrix(block + "ffn_gate.weight", format, sizes.hidden, sizes.width, 1.5);
            matrix(block + "ffn_up.weight", format, sizes.hidden, sizes.width, 1);
            matrix(block + "ffn_down.weight", format, sizes.width, sizes.hidden, 1);
        }
        norm("output_norm.weight");
        matrix("output.weight", format, sizes.vocabulary, sizes.width, 2);
    }

    /** Returns the sizes. */
    public Sizes sizes() {
        return sizes;
    }

    /** Sets a metadata key. */
    public RandomModel metadata(String key, GgufValue value) {
        metadata.put(key, value);
        return this;
    }

    /** Removes a metadata key or a tensor. */
    public RandomModel without(String name) {
        if (metadata.remove(name) == null && tensors.remove(name) == null) {
            throw new IllegalArgumentException("there is no '" + name + "'");
        }
        return this;
    }

    /** Makes the embedding serve as output matrix too. */
    public RandomModel tied() {
        return without("output.weight");
    }

    /** Adds every bias that the architecture can have. */
    public RandomModel biases() {
        for (int i = 0; i < sizes.layers; i++) {
            String block = "blk." + i + ".";
            vector(block + "attn_q.bias", sizes.heads * sizes.headSize, 0, 0.3);
            vector(block + "attn_k.bias", sizes.kvHeads * sizes.headSize, 0, 0.3);
            vector(block + "attn_v.bias", sizes.kvHeads * sizes.headSize, 0, 0.3);
            vector(block + "attn_output.bias", sizes.width, 0, 0.3);
            vector(block + "ffn_gate.bias", sizes.hidden, 0, 0.3);
            vector(block + "ffn_up.bias", sizes.hidden, 0, 0.3);
            vector(block + "ffn_down.bias", sizes.width, 0, 0.3);
        }
        return this;
    }

    /** Adds divisors of the rotation's frequencies, from 1 to about 8, as Llama 3.1 has them. */
    public RandomModel ropeFactors() {
        float[] factors = new float[sizes.headSize / 2];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 1 + 7f * i / factors.length;
        }
        return tensor("rope_freqs.weight", F32.INSTANCE, factors, factors.length);
    }

    /** Gives a matrix another format. */
    public RandomModel format(String name, WeightFormat format) {
        Tensor old = tensors.get(name);
        float[] values = new float[Math.toIntExact(old.dimensions[0] * old.dimensions[1])];
        WeightFormats.of(old.type).orElseThrow().decode(MemorySegment.ofArray(old.data), 0, values, 0, values.length);
        return tensor(name, format, values, old.dimensions);
    }

    /** Sets a tensor, encoded by a format. */
    public RandomModel tensor(String name, WeightFormat format, float[] values, long... dimensions) {
        byte[] bytes = new byte[Math.toIntExact(format.type().byteSize(values.length))];
        format.encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        return tensor(name, format.type(), bytes, dimensions);
    }

    /** Sets a tensor. */
    public RandomModel tensor(String name, TensorType type, byte[] data, long... dimensions) {
        tensors.put(name, new Tensor(type, dimensions, data));
        return this;
    }

    private void norm(String name) {
        vector(name, sizes.width, 1, 0.2);
    }

    private void vector(String name, int length, double mean, double deviation) {
        tensor(name, F32.INSTANCE, normal(name, length, mean, deviation), length);
    }

    /** Adds a matrix that makes of an activation of deviation 1 one of the deviation given. */
    private RandomModel matrix(String name, WeightFormat format, int rows, int columns, double gain) {
        return tensor(name, format, normal(name, rows * columns, 0, gain / Math.sqrt(columns)), columns, rows);
    }

    private float[] normal(String name, int count, double mean, double deviation) {
        return RandomFloats.of(count, seed * 31 + name.hashCode(), mean, deviation);
    }

    /** Returns random tokens of the vocabulary. */
    public int[] tokens(int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count).map(i -> random.nextInt(sizes.vocabulary)).toArray();
    }

    /** Writes it. */
    public Path write(Path file) {
        GgufWriter writer = new GgufWriter();
        metadata.forEach(writer::metadata);
        tensors.forEach((name, tensor) -> writer.tensor(name, tensor.type, TensorData.of(tensor.data),
                tensor.dimensions));
        try {
            writer.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
