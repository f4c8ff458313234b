package dev.parlance.gguf;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor is and what it looks like; not its numbers.
 *
 * @param name its name, such as {@code blk.0.attn_q.weight}
 * @param type how its numbers are stored
 * @param dimensions 1 to 4 sizes, the length of a row first (ggml's {@code ne}); none is negative, and the first is a
 *     multiple of the type's block length
 * @param file the file that holds the numbers: for a split model, the part
 * @param offset where in the file they start, in bytes
 */
public record GgufTensor(String name, TensorType type, List<Long> dimensions, Path file, long offset) {

    /** @throws IllegalArgumentException if the dimensions break their rules or take 2^63 elements or bytes and more */
    public GgufTensor {
        dimensions = List.copyOf(dimensions);
        TensorShape.problem(type, dimensions).ifPresent(problem -> {
            throw new IllegalArgumentException("tensor " + Quoted.name(name) + ": " + problem);
        });
    }

    /** Returns the size of a dimension, counted from 0; it is 1 from {@code dimensions().size()} on. */
    public long dimension(int index) {
        return index < dimensions.size() ? dimensions.get(index) : 1;
    }

    /** Returns the length of a row: the first dimension. */
    public long columns() {
        return dimension(0);
    }

    /** Returns how many rows there are: the product of the other dimensions. */
    public long rows() {
        return dimension(1) * dimension(2) * dimension(3);
    }

    /** Returns how many numbers there are. */
    public long elements() {
        return columns() * rows();
    }

    /** Returns the size of the numbers in bytes. */
    public long byteSize() {
        return TensorShape.byteSize(type, dimensions);
    }
}
