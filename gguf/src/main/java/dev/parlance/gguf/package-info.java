/**
 * GGUF model files: {@link dev.parlance.gguf.GgufFile} reads and validates one, {@link dev.parlance.gguf.GgufWeights}
 * brings its weights into memory, {@link dev.parlance.gguf.GgufWriter} writes one.
 *
 * <p>Files are untrusted input. Every length, count, offset, alignment, type and dimension is checked against the file
 * and against {@link dev.parlance.gguf.GgufLimits} before it is used.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">The description of the format</a>
 */
package dev.parlance.gguf;
