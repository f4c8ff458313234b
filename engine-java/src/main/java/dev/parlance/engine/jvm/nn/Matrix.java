package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.WeightFormat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A weight matrix, (rows, columns): it maps an activation of length {@code columns} to one of length {@code rows}. Rows
 * follow each other as in the file, unless {@link #layOut} has interleaved them.
 */
public final class Matrix {
    /** The number of neighbouring rows that take turns where rows are interleaved. */
    public static final int INTERLEAVED_ROWS = Interleaving.ROWS;

    private final String name;
    private final WeightFormat format;
    private final MemorySegment data;
    private final int rows;
    private final int columns;
    private final List<Matrix> parts = new ArrayList<>();
    /** A row's bytes, for {@link #decodeRow}; empty while rows are as in the file. */
    private byte[] row = {};

    /**
     * Makes a matrix.
     *
     * @param name the tensor's name
     * @param format how the weights are encoded
     * @param data the encoded weights
     * @param rows the length of an output
     * @param columns the length of an input
     */
    public Matrix(String name, WeightFormat format, MemorySegment data, int rows, int columns) {
        this.name = name;
        this.format = format;
        this.data = data;
        this.rows = rows;
        this.columns = columns;
    }

    /** Returns the tensor's name. */
    public String name() {
        return name;
    }

    /** Returns how the weights are encoded. */
    public WeightFormat format() {
        return format;
    }

    /** Returns the encoded weights. */
    public MemorySegment data() {
        return data;
    }

    /** Returns the length of an output. */
    public int rows() {
        return rows;
    }

    /** Returns the length of an input. */
    public int columns() {
        return columns;
    }

    /** Returns the bytes of a row. */
    public long rowBytes() {
        return format.type().byteSize(columns);
    }

    /** Returns where a row begins in {@link #data}; if rows are interleaved, where a group does that it is the first of. */
    public long rowOffset(int row) {
        return row * rowBytes();
    }

    /** Returns whether each 32 rows take turns, byte by byte of their blocks. */
    public boolean isInterleaved() {
        return row.length > 0;
    }

    /** Decodes a row. One thread at a time may do so. */
    public void decodeRow(int index, float[] target, int from) {
        if (isInterleaved()) {
            Interleaving.copyRow(this, index, row);
            format.decode(MemorySegment.ofArray(row), 0, target, from, columns);
        } else {
            format.decode(data, rowOffset(index), target, from, columns);
        }
    }

    /** Returns some of the rows as a matrix: one of several that a file holds as one. The whole is then not used any more. */
    public Matrix part(int from, int count) {
        Matrix part = new Matrix(name, format, data.asSlice(rowOffset(from), count * rowBytes()), count, columns);
        parts.add(part);
        return part;
    }

    /**
     * Interleaves the rows of this matrix, or of each of its parts, in place, if its format is one of those for which that is
     * wanted, there are whole groups of rows and the memory may be changed. Not while it is used.
     */
    public void layOut(Predicate<WeightFormat> interleaved, WorkerPool pool) {
        if (!parts.isEmpty()) {
            parts.forEach(part -> part.layOut(interleaved, pool));
        } else if (!isInterleaved() && interleaved.test(format) && rows % INTERLEAVED_ROWS == 0 && !data.isReadOnly()) {
            int groups = rows / INTERLEAVED_ROWS;
            pool.run((worker, workers) -> Interleaving.apply(this, (int) ((long) groups * worker / workers),
                    (int) ((long) groups * (worker + 1) / workers)));
            row = new byte[Math.toIntExact(rowBytes())];
        }
    }
}
