package dev.parlance.training.model;

import static org.bytedeco.pytorch.global.torch.from_blob;

import dev.parlance.training.data.Seeds;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The weights of a model by their names in GGUF files, in the order in which they were made. They are drawn in Java, so
 * that a seed gives the same on every machine. Not thread-safe.
 */
public final class Parameters {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final long seed;

    Parameters(long seed) {
        this.seed = seed;
    }

    /** Adds a matrix of normally distributed weights, (rows, columns). */
    Tensor matrix(String name, long rows, long columns, double deviation) {
        Random random = new Random(Seeds.mix(seed, name.hashCode()));
        float[] values = new float[Math.toIntExact(rows * columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return add(name, tensor(values, rows, columns));
    }

    /** Adds a vector whose elements are all the same. */
    Tensor vector(String name, long length, float value) {
        float[] values = new float[Math.toIntExact(length)];
        java.util.Arrays.fill(values, value);
        return add(name, tensor(values, length));
    }

    private Tensor add(String name, Tensor tensor) {
        tensor.set_requires_grad(true);
        tensors.put(name, tensor);
        return tensor;
    }

    /** Returns values as a tensor that is not learned. */
    public static Tensor tensor(float[] values, long... shape) {
        try (FloatPointer pointer = new FloatPointer(values)) {
            return from_blob(pointer, shape).clone();
        }
    }

    /** Returns the tensors by name; they are live. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Returns the matrices, which are decayed, or the vectors, which are not. */
    public TensorVector ofRank(int rank) {
        return new TensorVector(
                tensors.values().stream().filter(tensor -> tensor.dim() == rank).toArray(Tensor[]::new));
    }

    /** Returns all tensors. */
    public TensorVector all() {
        return new TensorVector(tensors.values().toArray(Tensor[]::new));
    }

    /** Returns the number of weights. */
    public long count() {
        return tensors.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** Returns a copy of a tensor's elements, row after row. */
    public static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        try (Tensor plain = tensor.detach().cpu().contiguous()) {
            plain.data_ptr_float().get(values);
        }
        return values;
    }
}
