package dev.parlance.engine.jvm.runtime;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The keys and values of one session's tokens, for every layer, in off-heap memory: row after row in the order of
 * positions, (positions, columns) where columns = key-value heads * head size. It grows with the text, up to the context
 * length, so that a short one takes little.
 */
public final class KvCache implements AutoCloseable {
    private static final int FIRST_CAPACITY = 128;

    private final int layers;
    private final int columns;
    private final int contextLength;
    private final CachePrecision precision;
    private Rows rows;

    /** Memory for a number of positions, a segment for each layer. */
    private record Rows(Arena arena, int capacity, MemorySegment[] keys, MemorySegment[] values) {}

    /** Makes an empty cache. */
    public KvCache(int layers, int columns, int contextLength, CachePrecision precision) {
        this(layers, columns, contextLength, precision, Math.min(FIRST_CAPACITY, contextLength));
    }

    private KvCache(int layers, int columns, int contextLength, CachePrecision precision, int capacity) {
        this.layers = layers;
        this.columns = columns;
        this.contextLength = contextLength;
        this.precision = precision;
        this.rows = allocate(capacity);
    }

    /** Returns the bytes that one token takes, in all layers. */
    public static long bytesPerToken(int layers, int columns, CachePrecision precision) {
        return 2L * layers * columns * bytes(precision);
    }

    private static int bytes(CachePrecision precision) {
        return precision == CachePrecision.F16 ? Short.BYTES : Float.BYTES;
    }

    private Rows allocate(int capacity) {
        Arena arena = Arena.ofShared();
        try {
            return new Rows(arena, capacity, allocate(arena, capacity), allocate(arena, capacity));
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    private MemorySegment[] allocate(Arena arena, int capacity) {
        MemorySegment[] segments = new MemorySegment[layers];
        for (int layer = 0; layer < layers; layer++) {
            segments[layer] = arena.allocate((long) capacity * columns * bytes(precision), 64);
        }
        return segments;
    }

    /**
     * Makes room for a number of positions, at most the context length.
     *
     * @throws OutOfMemoryError if there is no such room; then nothing has changed
     */
    public void reserve(int positions) {
        if (positions > rows.capacity) {
            Rows old = rows;
            Rows larger = allocate((int) Math.min(contextLength, Math.max(positions, 2L * old.capacity)));
            copy(old, larger, old.capacity);
            rows = larger;
            old.arena.close();
        }
    }

    /** Returns an independent cache with the same first rows. */
    public KvCache copy(int positions) {
        KvCache copy = new KvCache(layers, columns, contextLength, precision, rows.capacity);
        copy(rows, copy.rows, positions);
        return copy;
    }

    private void copy(Rows from, Rows to, int positions) {
        long bytes = (long) positions * columns * bytes(precision);
        for (int layer = 0; layer < layers; layer++) {
            MemorySegment.copy(from.keys[layer], 0, to.keys[layer], 0, bytes);
            MemorySegment.copy(from.values[layer], 0, to.values[layer], 0, bytes);
        }
    }

    /** Stores one position's row of a layer; the position was reserved. */
    public void store(int layer, int position, float[] key, int keyFrom, float[] value, int valueFrom) {
        storeRow(rows.keys[layer], position, key, keyFrom);
        storeRow(rows.values[layer], position, value, valueFrom);
    }

    private void storeRow(MemorySegment target, int position, float[] row, int from) {
        long offset = (long) position * columns * bytes(precision);
        if (precision == CachePrecision.F16) {
            F16.INSTANCE.encode(row, from, columns, target, offset);
        } else {
            F32.INSTANCE.encode(row, from, columns, target, offset);
        }
    }

    /** Returns a layer's keys, (positions, columns); valid until the next {@link #reserve}. */
    public MemorySegment keys(int layer) {
        return rows.keys[layer];
    }

    /** Returns a layer's values, (positions, columns); valid until the next {@link #reserve}. */
    public MemorySegment values(int layer) {
        return rows.values[layer];
    }

    /** Returns the length of a row. */
    public int columns() {
        return columns;
    }

    /** Returns the number format. */
    public CachePrecision precision() {
        return precision;
    }

    @Override
    public void close() {
        rows.arena.close();
    }
}
