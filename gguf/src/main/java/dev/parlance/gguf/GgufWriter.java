package dev.parlance.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Collects metadata and tensors and writes them as a GGUF file of version 3 that llama.cpp loads. Not thread-safe.
 *
 * <pre>{@code
 * new GgufWriter()
 *         .metadata("general.architecture", GgufValue.string("llama"))
 *         .metadata("llama.block_count", GgufValue.uint32(2))
 *         .tensor("output_norm.weight", TensorType.F32, TensorData.of(bytes), 64)
 *         .write(Path.of("model.gguf"));
 * }</pre>
 */
public final class GgufWriter {
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> tensors = new LinkedHashMap<>();

    private record Entry(TensorType type, List<Long> dimensions, TensorData data) {
        long byteSize() {
            return TensorShape.byteSize(type, dimensions);
        }
    }

    /** Starts a file without metadata and tensors. */
    public GgufWriter() {}

    /**
     * Adds a metadata pair. The key {@code general.alignment}, a {@code uint32} and a power of 2, sets the alignment of
     * the tensors, which otherwise is 32.
     *
     * @throws IllegalArgumentException if the key is empty, too long or there already
     */
    public GgufWriter metadata(String key, GgufValue value) {
        checkName("metadata key", key, GgufLimits.defaults().maxKeyLength());
        if (key.equals(Alignment.KEY) && Alignment.of(value).isEmpty()) {
            throw new IllegalArgumentException(
                    "metadata key '" + key + "': " + Alignment.describe(value) + ", " + Alignment.EXPECTED);
        }
        if (metadata.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("metadata key " + Quoted.name(key) + " is there already");
        }
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param name its name, at most 63 bytes long
     * @param dimensions 1 to 4 sizes, the length of a row first
     * @throws IllegalArgumentException if the name is empty, too long or there already, or the dimensions do not suit the
     *     type
     */
    public GgufWriter tensor(String name, TensorType type, TensorData data, long... dimensions) {
        checkName("tensor", name, GgufLimits.defaults().maxTensorNameLength());
        List<Long> shape = LongStream.of(dimensions).boxed().toList();
        TensorShape.problem(type, shape).ifPresent(problem -> {
            throw new IllegalArgumentException("tensor " + Quoted.name(name) + ": " + problem);
        });
        if (tensors.putIfAbsent(name, new Entry(type, shape, data)) != null) {
            throw new IllegalArgumentException("tensor " + Quoted.name(name) + " is there already");
        }
        return this;
    }

    private static void checkName(String what, String name, int maxLength) {
        int length = Utf8.encode(name).length;
        if (length == 0 || length > maxLength || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " " + Quoted.name(name) + ": expected 1 to " + maxLength + " bytes without NUL");
        }
    }

    /**
     * Writes the file. It is first written beside its place and then moved there, so that a failure leaves what was there
     * before. Memory needed is that of the metadata, whatever the size of the tensors.
     *
     * @throws IllegalArgumentException if a tensor's data are not as long as its dimensions and type say
     * @throws IOException if writing fails
     */
    public void write(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                write(channel);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void write(FileChannel channel) throws IOException {
        long alignment = Alignment.of(metadata.getOrDefault(Alignment.KEY, GgufValue.uint32(Alignment.DEFAULT)))
                .orElseThrow();
        GgufOutput output = new GgufOutput(channel);
        output.int32(GgufReader.MAGIC);
        output.int32(3);
        output.int64(tensors.size());
        output.int64(metadata.size());
        for (Map.Entry<String, GgufValue> pair : metadata.entrySet()) {
            output.string(pair.getKey());
            output.typedValue(pair.getValue());
        }
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            Entry entry = tensor.getValue();
            output.string(tensor.getKey());
            output.int32(entry.dimensions.size());
            for (long dimension : entry.dimensions) {
                output.int64(dimension);
            }
            output.int32(entry.type.id());
            output.int64(offset);
            offset = Alignment.up(offset + entry.byteSize(), alignment);
        }
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            output.align(alignment);
            output.tensor(tensor.getKey(), tensor.getValue().data, tensor.getValue().byteSize());
        }
        if (!tensors.isEmpty()) {
            output.align(alignment);
        }
        output.flush();
    }
}
