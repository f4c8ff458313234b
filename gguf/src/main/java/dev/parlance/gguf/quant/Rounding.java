package dev.parlance.gguf.quant;

/**
 * What activations are rounded to before they meet a matrix: the partner of the matrix's {@link WeightFormat}. ggml
 * defines it so, and logits agree with llama.cpp only if this is done in the same way.
 */
public enum Rounding {
    /** Not rounded. */
    F32,
    /** To 16-bit floating point, to nearest even. */
    F16,
    /** To bfloat16, to nearest even. */
    BF16,
    /** To blocks of 32 signed bytes with a scale, as {@link Q8_0} encodes. */
    Q8_0,
    /** As {@link #Q8_0}, with the sum of the bytes times the scale, rounded to F16, for weights that have a minimum. */
    Q8_1,
    /** To blocks of 256 signed bytes with a scale in F32, see {@link Q8_K}. */
    Q8_K
}
