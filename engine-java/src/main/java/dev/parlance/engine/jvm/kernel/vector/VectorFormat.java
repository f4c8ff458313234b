package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.gguf.quant.WeightFormat;

import java.lang.foreign.MemorySegment;

/** How the products read the weights of one format. */
interface VectorFormat {
    /** How many rows {@link #dot} takes together. They are far apart in memory, each a stream for the prefetchers. */
    int ROWS = 4;

    /** Decodes weights, bit for bit as {@link WeightFormat#decode} does. */
    void decode(MemorySegment source, long offset, float[] target, int from, int count);

    /**
     * Multiplies four rows with a vector, straight from memory: lane {@code i} of sum {@code k} is the sum of the products
     * of row k and columns i, i + lanes, i + 2 lanes .., added up in this order with fused multiply-add, exactly as if
     * decoded.
     *
     * @param source holds the rows
     * @param offset where the first begins, in bytes
     * @param apart the bytes from one row to the next
     * @param columns how many, a multiple of the lanes and of the block's length
     * @param x holds the vector
     * @param from the index in {@code x} of its first number
     * @param scratch the floats of {@link VectorProducts#scratch}, the calling thread's own; the four vectors
     *     of sums are left at its beginning, one after the other
     */
    void dot(MemorySegment source, long offset, long apart, int columns, float[] x, int from, float[] scratch);
}
