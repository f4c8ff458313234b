package dev.parlance.engine.jvm.model;

import dev.parlance.ModelFormatException;
import dev.parlance.engine.jvm.nn.FeedForward;
import dev.parlance.engine.jvm.nn.LayerNorm;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model's tensors by name, each checked for its shape as it is taken. */
public final class Weights {
    private final GgufFile file;
    private final GgufWeights data;
    private final String prefix;
    private final Set<String> taken;
    private final List<Matrix> matrices;

    /** Makes the source of tensors of a file whose data are loaded. */
    public Weights(GgufFile file, GgufWeights data) {
        this(file, data, "", new HashSet<>(), new ArrayList<>());
    }

    private Weights(GgufFile file, GgufWeights data, String prefix, Set<String> taken, List<Matrix> matrices) {
        this.file = file;
        this.data = data;
        this.prefix = prefix;
        this.taken = taken;
        this.matrices = matrices;
    }

    /** Returns the file. */
    public GgufFile file() {
        return file;
    }

    /**
     * Takes the layers of a network.
     *
     * @param layer makes one of the weights of its block, where names are without {@code blk.N.}
     */
    <L> List<L> layers(int count, Function<Weights, L> layer) {
        return layers(count, (block, i) -> layer.apply(block));
    }

    /** Takes the layers of a network, which depend on their indices. */
    <L> List<L> layers(int count, BiFunction<Weights, Integer, L> layer) {
        return IntStream.range(0, count)
                .mapToObj(i -> layer.apply(new Weights(file, data, "blk." + i + ".", taken, matrices), i))
                .toList();
    }

    /** Returns whether there is a tensor. */
    boolean contains(String name) {
        return file.tensor(prefix + name).isPresent();
    }

    /**
     * Takes a matrix.
     *
     * @throws ModelFormatException if it is missing or has another shape
     */
    Matrix matrix(String name, int rows, int columns) {
        GgufTensor tensor = take(name, columns, rows);
        return matrix(tensor, rows, columns);
    }

    private Matrix matrix(GgufTensor tensor, int rows, int columns) {
        Matrix matrix = new Matrix(tensor.name(), format(tensor), data.memory(tensor), rows, columns);
        matrices.add(matrix);
        return matrix;
    }

    /** Lays all matrices out as kernels want them, before they are used. */
    public void layOut(Compute compute) {
        matrices.forEach(matrix -> matrix.layOut(compute.kernels().interleaved(), compute.pool()));
    }

    /**
     * Takes a linear map, with a bias if there is one.
     *
     * @param name without {@code .weight} and {@code .bias}
     */
    Linear linear(String name, int outputs, int inputs) {
        return new Linear(matrix(name + ".weight", outputs, inputs), optionalVector(name + ".bias", outputs));
    }

    /**
     * Takes linear maps of the same size that a file holds as one tensor, (count, outputs, inputs), and their biases, (count,
     * outputs), if there are any.
     *
     * @param name without {@code .weight} and {@code .bias}
     */
    List<Linear> linears(String name, int count, int outputs, int inputs) {
        GgufTensor weights = take(name + ".weight", inputs, outputs, count);
        float[] biases = contains(name + ".bias")
                ? decode(take(name + ".bias", outputs, count), outputs * count)
                : new float[0];
        Linear fused = new Linear(matrix(weights, outputs * count, inputs), biases);
        return IntStream.range(0, count).mapToObj(i -> fused.part(i * outputs, outputs)).toList();
    }

    /** Takes a linear map that must have a bias. */
    Linear biasedLinear(String name, int outputs, int inputs) {
        return new Linear(matrix(name + ".weight", outputs, inputs), vector(name + ".bias", outputs));
    }

    /** Takes the gated feed-forward network of a block. */
    FeedForward.Layer feedForward(Sizes s) {
        return feedForward("", s.width(), s.hidden());
    }

    /**
     * Takes a gated feed-forward network.
     *
     * @param suffix of the names of its tensors
     */
    FeedForward.Layer feedForward(String suffix, int width, int hidden) {
        return new FeedForward.Layer(
                linear("ffn_gate" + suffix, hidden, width),
                linear("ffn_up" + suffix, hidden, width),
                linear("ffn_down" + suffix, width, hidden));
    }

    /**
     * Takes the weights of a norm.
     *
     * @param name without {@code .weight}
     */
    RmsNorm rmsNorm(String name, int length, float epsilon) {
        return new RmsNorm(vector(name + ".weight", length), epsilon);
    }

    /**
     * Takes weights and bias of a norm.
     *
     * @param name without {@code .weight} and {@code .bias}
     */
    LayerNorm layerNorm(String name, int length, float epsilon) {
        return new LayerNorm(vector(name + ".weight", length), vector(name + ".bias", length), epsilon);
    }

    /**
     * Takes a vector, decoded.
     *
     * @throws ModelFormatException if it is missing or has another length
     */
    float[] vector(String name, int length) {
        return decode(take(name, length), length);
    }

    private float[] decode(GgufTensor tensor, int length) {
        float[] decoded = new float[length];
        format(tensor).decode(data.data(tensor), 0, decoded, 0, length);
        return decoded;
    }

    /** Takes a vector that a model may go without: then it is empty. */
    float[] optionalVector(String name, int length) {
        return contains(name) ? vector(name, length) : new float[0];
    }

    /**
     * Makes sure that every tensor was taken: one that the architecture does not know would change what the model says.
     *
     * @throws ModelFormatException naming those left
     */
    public void checkAllTaken(String architecture) {
        String left = file.tensors().stream().map(GgufTensor::name).filter(name -> !taken.contains(name)).limit(5)
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            throw new ModelFormatException("tensors that architecture '" + architecture + "' does not have: " + left
                    + " ("
                    + file.file() + "; the file is of another architecture, or of a variant that is not supported)");
        }
    }

    private GgufTensor take(String suffix, long... dimensions) {
        String name = prefix + suffix;
        GgufTensor tensor = file.tensor(name).orElseThrow(
                () -> malformed(name, "missing", "expected dimensions " + Arrays.toString(dimensions)));
        for (int i = 0; i < Math.max(dimensions.length, tensor.dimensions().size()); i++) {
            if (tensor.dimension(i) != (i < dimensions.length ? dimensions[i] : 1)) {
                throw malformed(name, "dimensions " + tensor.dimensions(),
                        "expected " + Arrays.toString(dimensions) + " by the metadata");
            }
        }
        taken.add(name);
        return tensor;
    }

    private WeightFormat format(GgufTensor tensor) {
        return WeightFormats.of(tensor.type()).orElseThrow(() -> malformed(tensor.name(),
                "format " + tensor.type() + " is not supported", "supported: " + WeightFormats.names()));
    }

    private ModelFormatException malformed(String tensor, String problem, String expected) {
        return new ModelFormatException(
                "tensor '" + tensor + "': " + problem + " (" + file.file() + "; " + expected + ")");
    }
}
