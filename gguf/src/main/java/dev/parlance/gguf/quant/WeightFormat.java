package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;

/**
 * The definition of a weight format: where its bytes are and what they mean. Kernels are faster, but have to give what
 * this gives.
 */
public interface WeightFormat {

    /** Returns the tensor type that has this format. */
    TensorType type();

    /** Returns what activations are rounded to before they meet weights of this format. */
    Rounding partner();

    /**
     * Decodes weights.
     *
     * @param source holds encoded blocks
     * @param offset where the first block begins, in bytes
     * @param target receives the weights
     * @param from the index in {@code target} of the first
     * @param count how many, a multiple of the block's length
     */
    void decode(MemorySegment source, long offset, float[] target, int from, int count);

    /**
     * Encodes weights by ggml's reference rule, the inverse of {@link #decode} as far as the format can hold them.
     *
     * @param source holds the weights
     * @param from the index in {@code source} of the first
     * @param count how many, a multiple of the block's length
     * @param target receives the blocks
     * @param offset where the first block begins, in bytes
     */
    void encode(float[] source, int from, int count, MemorySegment target, long offset);
}
