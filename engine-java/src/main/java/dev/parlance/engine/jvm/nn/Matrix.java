package dev.parlance.engine.jvm.nn;

import dev.parlance.gguf.quant.WeightFormat;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix, (rows, columns), row after row: it maps an activation of length {@code columns} to one of length
 * {@code rows}.
 *
 * @param name the tensor's name
 * @param format how the weights are encoded
 * @param data the encoded weights
 * @param rows the length of an output
 * @param columns the length of an input
 */
public record Matrix(String name, WeightFormat format, MemorySegment data, int rows, int columns) {

    /** Returns the bytes of a row. */
    public long rowBytes() {
        return format.type().byteSize(columns);
    }

    /** Returns where a row begins in {@link #data}. */
    public long rowOffset(int row) {
        return row * rowBytes();
    }

    /** Decodes a row. */
    public void decodeRow(int row, float[] target, int from) {
        format.decode(data, rowOffset(row), target, from, columns);
    }

    /** Returns some of the rows as a matrix: one of several that a file holds as one. */
    public Matrix part(int from, int count) {
        return new Matrix(name, format, data.asSlice(rowOffset(from), count * rowBytes()), count, columns);
    }
}
