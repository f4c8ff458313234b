package dev.parlance.engine.jvm.kernel;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;

/**
 * A matrix product for one weight format. Each element of the result is computed in an order that depends on nothing but
 * the length of the row, so that results are the same however rows are shared out or batched.
 */
@FunctionalInterface
public interface MatrixKernel {
    /**
     * Multiplies some rows of a matrix with all rows of an input: {@code target[t * stride + r] = weights[r] . input[t]}.
     *
     * @param weights of the kernel's format
     * @param from the first row r; if rows are interleaved, a multiple of 32 as is {@code to}
     * @param to the row after the last
     * @param input rounded to the partner of the format
     * @param target receives the results
     * @param stride the distance between the results of two input rows
     * @param scratch made by {@link Kernels#scratch}, the calling thread's own
     */
    void multiply(Matrix weights, int from, int to, Activations input, float[] target, int stride, Scratch scratch);
}
