package dev.parlance.spi;

/** Receives intermediate results of an evaluation, for inspection and teaching. */
@FunctionalInterface
public interface Trace {
    /**
     * Takes one tensor.
     *
     * @param name what it is, in llama.cpp's naming, such as {@code ffn_out}
     * @param layer the block's index, or -1 outside the blocks
     * @param rows one row a token of the step
     * @param columns the length of a row
     * @param values {@code rows * columns} elements, row after row; valid only during the call
     */
    void tensor(String name, int layer, int rows, int columns, float[] values);
}
