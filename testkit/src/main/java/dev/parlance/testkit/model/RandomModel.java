package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.FormatMix;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A small model with random weights, for a GGUF file. Its logits have a standard deviation of about 2. Whatever it holds can
 * be replaced or removed before {@link #write}, so that it can be malformed too. Not thread-safe.
 *
 * <pre>{@code
 * new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, Q8_0.INSTANCE, 1).withOptional().write(file);
 * }</pre>
 */
public final class RandomModel {
    private record Tensor(TensorType type, long[] dimensions, byte[] data) {
        int elements() {
            return Math.toIntExact(Arrays.stream(dimensions).reduce(1, Math::multiplyExact));
        }
    }

    private final RandomArchitecture architecture;
    private final ModelSizes sizes;
    private final WeightFormat format;
    private final long seed;
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /**
     * Makes a model with all that its architecture requires. The same arguments make the same file.
     *
     * @param sizes made {@linkplain RandomArchitecture#fitting fitting} if they are not
     * @param format that of the matrices; vectors are F32
     */
    public RandomModel(RandomArchitecture architecture, ModelSizes sizes, WeightFormat format, long seed) {
        this.architecture = architecture;
        this.sizes = architecture.fitting(sizes);
        this.format = format;
        this.seed = seed;
        metadata("general.architecture", GgufValue.string(architecture.name()));
        architecture.addRequired(this);
        architecture.vocabulary().addTo(this);
    }

    private RandomModel(RandomModel other) {
        architecture = other.architecture;
        sizes = other.sizes;
        format = other.format;
        seed = other.seed;
        metadata.putAll(other.metadata);
        tensors.putAll(other.tensors);
    }

    /** Returns a model that is as this one is, and can be changed apart from it. */
    public RandomModel copy() {
        return new RandomModel(this);
    }

    /** Makes a model with all optional tensors, whose matrices have the formats in turn, as far as their rows allow. */
    public static RandomModel mixed(RandomArchitecture architecture, ModelSizes sizes, List<WeightFormat> formats,
            long seed) {
        RandomModel model = new RandomModel(architecture, sizes, F32.INSTANCE, seed).withOptional();
        int next = 0;
        for (Map.Entry<String, Tensor> tensor : List.copyOf(model.tensors.entrySet())) {
            long[] dimensions = tensor.getValue().dimensions;
            List<WeightFormat> fitting = formats.stream()
                    .filter(format -> dimensions[0] % format.type().blockLength() == 0).toList();
            if (dimensions.length > 1 && !isBias(tensor.getKey()) && !fitting.isEmpty()) {
                model.format(tensor.getKey(), fitting.get(next++ % fitting.size()));
            }
        }
        return model;
    }

    /** Gives every matrix the format that a mix has for it, as far as its rows allow. */
    public RandomModel mixed(FormatMix mix) {
        boolean tied = !tensors.containsKey("output.weight");
        for (Map.Entry<String, Tensor> tensor : List.copyOf(tensors.entrySet())) {
            WeightFormat wanted = mix.format(tensor.getKey(), sizes.layers(), tied);
            long[] dimensions = tensor.getValue().dimensions;
            if (dimensions.length > 1 && !isBias(tensor.getKey())
                    && dimensions[0] % wanted.type().blockLength() == 0) {
                format(tensor.getKey(), wanted);
            }
        }
        return this;
    }

    /** Adds every tensor that the architecture can go without. */
    public RandomModel withOptional() {
        architecture.addOptional(this);
        return this;
    }

    /** Returns the architecture. */
    public RandomArchitecture architecture() {
        return architecture;
    }

    /** Returns the sizes. */
    public ModelSizes sizes() {
        return sizes;
    }

    /** Returns the names of all tensors. */
    public List<String> tensorNames() {
        return List.copyOf(tensors.keySet());
    }

    /** Returns the keys of all metadata. */
    public List<String> keys() {
        return List.copyOf(metadata.keySet());
    }

    /** Returns random tokens of the vocabulary, the same each time. */
    public int[] tokens(int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count).map(i -> random.nextInt(sizes.vocabulary())).toArray();
    }

    // What architectures add.

    /** Sets a metadata key. */
    public RandomModel metadata(String key, GgufValue value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds a matrix in the model's format.
     *
     * @param gain the deviation of the product with an activation of deviation 1
     */
    public RandomModel matrix(String name, int rows, int columns, double gain) {
        return tensor(name, format, normal(name, rows * columns, 0, gain / Math.sqrt(columns)), columns, rows);
    }

    /**
     * Adds several matrices in one tensor, each as {@link #matrix} adds one.
     *
     * @param gain the deviation of the product with an activation of deviation 1
     */
    public RandomModel matrices(String name, int count, int rows, int columns, double gain) {
        return tensor(name, format, normal(name, count * rows * columns, 0, gain / Math.sqrt(columns)), columns, rows,
                count);
    }

    /**
     * Adds a matrix of one row as a vector.
     *
     * @param gain the deviation of the product with an activation of deviation 1
     */
    public RandomModel row(String name, int columns, double gain) {
        return tensor(name, F32.INSTANCE, normal(name, columns, 0, gain / Math.sqrt(columns)), columns);
    }

    /** Adds the weights of a norm: around 1. */
    public RandomModel norm(String name, int length) {
        return norm(name, length, 1);
    }

    /** Adds the weights of a norm: around a mean. */
    public RandomModel norm(String name, int length, double mean) {
        return tensor(name, F32.INSTANCE, normal(name, length, mean, 0.2), length);
    }

    /** Adds the sinks of heads: around the score of a key that is well attended to. */
    public RandomModel sinks(String name, int heads) {
        return tensor(name, F32.INSTANCE, normal(name, heads, 2, 0.5), heads);
    }

    /** Adds a bias: around 0, and not small. */
    public RandomModel bias(String name, int length) {
        return tensor(name, F32.INSTANCE, normal(name, length, 0, 0.3), length);
    }

    /** Adds several biases in one tensor, each as {@link #bias} adds one. */
    public RandomModel biases(String name, int count, int length) {
        return tensor(name, F32.INSTANCE, normal(name, count * length, 0, 0.3), length, count);
    }

    private static boolean isBias(String name) {
        return name.endsWith(".bias");
    }

    private float[] normal(String name, int count, double mean, double deviation) {
        return RandomFloats.of(count, seed * 31 + name.hashCode(), mean, deviation);
    }

    // What tests change.

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

    /** Gives a tensor another format. */
    public RandomModel format(String name, WeightFormat format) {
        return tensor(name, format, values(name), find(name).dimensions);
    }

    /**
     * Replaces a tensor by what an engine computes with if it does not read it: zeros in a bias, nothing in a sink, ones in a
     * norm or in factors. A matrix, which no engine can do without, changes sign in every other element; its scale alone may
     * be lost in a norm.
     */
    public RandomModel neutralise(String name) {
        Tensor tensor = find(name);
        float[] values = values(name);
        for (int i = 0; i < values.length; i++) {
            if (isBias(name)) {
                values[i] = 0;
            } else if (tensor.dimensions.length > 1) {
                values[i] *= 1 - i % 2 * 2;
            } else {
                values[i] = name.endsWith("sinks.weight") ? -1e9f : 1;
            }
        }
        return tensor(name, WeightFormats.of(tensor.type).orElseThrow(), values, tensor.dimensions);
    }

    /** Multiplies each element of a tensor by a random number around 1, and gives it the format F32. */
    public RandomModel shake(String name, double deviation, long shakeSeed) {
        float[] values = values(name);
        float[] factors = RandomFloats.of(values.length, shakeSeed, 1, deviation);
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[i];
        }
        return tensor(name, F32.INSTANCE, values, find(name).dimensions);
    }

    /** Removes a metadata key or a tensor. */
    public RandomModel without(String name) {
        if (metadata.remove(name) == null && tensors.remove(name) == null) {
            throw new IllegalArgumentException("there is no '" + name + "'");
        }
        return this;
    }

    private float[] values(String name) {
        Tensor tensor = find(name);
        float[] values = new float[tensor.elements()];
        WeightFormats.of(tensor.type).orElseThrow().decode(MemorySegment.ofArray(tensor.data), 0, values, 0,
                values.length);
        return values;
    }

    private Tensor find(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor '" + name + "'");
        }
        return tensor;
    }

    /** Writes it, and returns the file. */
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
