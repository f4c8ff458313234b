package dev.parlance.cli.bench;

import dev.parlance.cli.spi.UsageException;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.FormatMix;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A model with random weights in the shape of a real one: it says nothing of sense, as fast as the real one. It is written
 * once, row by row, to the user's folder for caches.
 */
final class SyntheticModel {
    /**
     * The sizes of a llama model.
     *
     * @param vocabulary tokens
     * @param width elements of a hidden state
     * @param layers blocks
     * @param heads heads of queries
     * @param kvHeads heads of keys and values
     * @param hidden the width of the feed-forward network
     */
    private record Shape(String name, int vocabulary, int width, int layers, int heads, int kvHeads, int hidden) {}

    /** The shape of Llama 3.2 1B, 1.24 billion weights; and one of 15 million, to try things out. */
    private static final List<Shape> SHAPES = List.of(new Shape("llama-1b", 128_256, 2048, 16, 32, 8, 8192),
            new Shape("llama-15m", 32_000, 288, 6, 6, 6, 768));

    /** Gives each tensor its format. */
    @FunctionalInterface
    private interface Formats {
        WeightFormat of(String tensor, Shape shape);
    }

    private final Shape shape;
    private final Formats formats;
    private final GgufWriter writer = new GgufWriter();

    private SyntheticModel(Shape shape, Formats formats) {
        this.shape = shape;
        this.formats = formats;
    }

    /**
     * Returns the file of a model, and writes it if it is not there.
     *
     * @param name a shape and a format or a mix of formats, such as {@code llama-1b:Q8_0} or {@code llama-1b:Q4_K_M}
     * @throws UsageException if one of them is unknown
     */
    static Path file(String name) throws IOException {
        String[] parts = name.split(":", -1);
        String shapeName = parts[0].toLowerCase(Locale.ROOT);
        String formatName = parts.length == 2 ? parts[1].toUpperCase(Locale.ROOT) : "";
        Shape shape = SHAPES.stream().filter(each -> each.name().equals(shapeName)).findFirst()
                .orElseThrow(() -> unknown(name));
        Formats formats = formats(formatName).orElseThrow(() -> unknown(name));
        Path folder = Path.of(System.getProperty("user.home"), ".cache", "parlance", "synthetic");
        Path file = folder.resolve(shapeName + "-" + formatName.toLowerCase(Locale.ROOT) + ".gguf");
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, shapeName, ".part");
            try {
                new SyntheticModel(shape, formats).write(unfinished);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
        return file;
    }

    /** Returns one format for all matrices, or a mix as llama.cpp's quantiser chooses it. */
    private static Optional<Formats> formats(String name) {
        Optional<Formats> one = WeightFormats.all().stream().filter(each -> each.type().name().equals(name)).findFirst()
                .map(format -> (tensor, shape) -> format);
        return one.or(() -> Arrays.stream(FormatMix.values()).filter(each -> each.name().equals(name)).findFirst()
                .map(mix -> (tensor, shape) -> mix.format(tensor, shape.layers, true)));
    }

    private static UsageException unknown(String name) {
        return new UsageException("--synthetic " + name + ": expected a shape of "
                + SHAPES.stream().map(Shape::name).toList() + " and a format of " + WeightFormats.names()
                + " or " + Arrays.toString(FormatMix.values()) + ", such as llama-1b:Q8_0");
    }

    private void write(Path file) throws IOException {
        metadata();
        int kv = shape.width / shape.heads * shape.kvHeads;
        matrix("token_embd.weight", shape.vocabulary, shape.width);
        for (int i = 0; i < shape.layers; i++) {
            String block = "blk." + i + ".";
            norm(block + "attn_norm.weight");
            matrix(block + "attn_q.weight", shape.width, shape.width);
            matrix(block + "attn_k.weight", kv, shape.width);
            matrix(block + "attn_v.weight", kv, shape.width);
            matrix(block + "attn_output.weight", shape.width, shape.width);
            norm(block + "ffn_norm.weight");
            matrix(block + "ffn_gate.weight", shape.hidden, shape.width);
            matrix(block + "ffn_up.weight", shape.hidden, shape.width);
            matrix(block + "ffn_down.weight", shape.width, shape.hidden);
        }
        norm("output_norm.weight");
        writer.write(file);
    }

    private void metadata() {
        writer.metadata("general.architecture", GgufValue.string("llama"));
        writer.metadata("general.name", GgufValue.string("random weights, " + shape.name));
        number("context_length", 8192);
        number("embedding_length", shape.width);
        number("block_count", shape.layers);
        number("feed_forward_length", shape.hidden);
        number("attention.head_count", shape.heads);
        number("attention.head_count_kv", shape.kvHeads);
        number("rope.dimension_count", shape.width / shape.heads);
        writer.metadata("llama.rope.freq_base", GgufValue.float32(500_000));
        writer.metadata("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5f));
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        for (int value = 0; value < 256; value++) {
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", value));
            types.add(6);
        }
        while (tokens.size() < shape.vocabulary) {
            tokens.add("\u2581word" + tokens.size());
            types.add(1);
        }
        writer.metadata("tokenizer.ggml.model", GgufValue.string("llama"));
        writer.metadata("tokenizer.ggml.tokens", GgufValue.strings(tokens));
        writer.metadata("tokenizer.ggml.scores", GgufValue.float32s(new float[shape.vocabulary]));
        writer.metadata("tokenizer.ggml.token_type",
                GgufValue.array(GgufType.INT32, types.stream().map(GgufValue::int32).toList()));
        writer.metadata("tokenizer.ggml.bos_token_id", GgufValue.uint32(1));
        writer.metadata("tokenizer.ggml.eos_token_id", GgufValue.uint32(2));
    }

    private void number(String key, int value) {
        writer.metadata("llama." + key, GgufValue.uint32(value));
    }

    private void norm(String name) {
        float[] ones = new float[shape.width];
        Arrays.fill(ones, 1);
        byte[] bytes = new byte[Float.BYTES * ones.length];
        F32.INSTANCE.encode(ones, 0, ones.length, MemorySegment.ofArray(bytes), 0);
        writer.tensor(name, TensorType.F32, TensorData.of(bytes), shape.width);
    }

    /** Adds a matrix whose products keep the scale of what they are given. */
    private void matrix(String name, int rows, int columns) {
        WeightFormat format = formats.of(name, shape);
        if (columns % format.type().blockLength() != 0) {
            throw new UsageException("--synthetic " + shape.name + ": rows of " + columns + " elements hold no whole"
                    + " blocks of " + format.type() + ", which are of " + format.type().blockLength());
        }
        TensorData data = target -> {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            float bound = (float) Math.sqrt(3.0 / columns);
            float[] row = new float[columns];
            byte[] bytes = new byte[Math.toIntExact(format.type().byteSize(columns))];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    row[j] = bound * (random.nextInt() * 0x1p-31f);
                }
                format.encode(row, 0, columns, MemorySegment.ofArray(bytes), 0);
                target.write(ByteBuffer.wrap(bytes));
            }
        };
        writer.tensor(name, format.type(), data, columns, rows);
    }
}
