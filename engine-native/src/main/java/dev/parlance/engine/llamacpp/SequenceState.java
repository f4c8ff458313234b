package dev.parlance.engine.llamacpp;

import dev.parlance.engine.llamacpp.ffi.llama_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The keys and values of a sequence, as llama.cpp writes them to be read again:
 *
 * <pre>
 * byte   0       4          8          12
 *        | magic | sequence | streams  | for each stream: number of cells, and if there are any, the cells |
 * </pre>
 *
 * <p>A sequence's cells are all in the stream of its own number, so that in a context with more streams the same state has
 * more empty streams at its end, and nothing else is different. That is so for the plain cache; others, as for sliding
 * windows, are made of several caches, and their states of several of these.
 */
final class SequenceState {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final long STREAMS = 8;
    private static final long CELLS = 12;
    /** What a cell may need beside its keys and values: position, sequence, and room to spare. */
    private static final int CELL_OVERHEAD = 64;

    private SequenceState() {}

    /** Returns a sequence's state; empty if llama.cpp can not tell it. */
    static MemorySegment of(MemorySegment context, int sequence, Arena arena) {
        long bytes = llama_h.llama_state_seq_get_size(context, sequence);
        if (bytes == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment state = arena.allocate(bytes);
        return state.asSlice(0, llama_h.llama_state_seq_get_data(context, state, bytes, sequence));
    }

    /**
     * Returns a state as a context with more streams has it; empty if it does not look like that of a plain cache.
     *
     * @param cells the number of cells that it holds
     * @param cellBytes the size of a cell's keys and values in a plain cache
     */
    static MemorySegment widen(MemorySegment state, int sequence, int streams, int cells, long cellBytes,
            Arena arena) {
        long size = state.byteSize();
        long empty = CELLS + (long) Integer.BYTES * sequence;
        boolean plain = size > empty + Integer.BYTES && state.get(INT, STREAMS) > sequence
                && state.get(INT, STREAMS) <= streams && state.get(INT, empty) == cells
                && size >= cells * cellBytes && size <= cells * (cellBytes + CELL_OVERHEAD) + 4096L * 16;
        for (int stream = 0; plain && stream < sequence; stream++) {
            plain = state.get(INT, CELLS + (long) Integer.BYTES * stream) == 0;
        }
        if (!plain) {
            return MemorySegment.NULL;
        }
        MemorySegment wide = arena.allocate(size + (long) Integer.BYTES * (streams - state.get(INT, STREAMS)));
        wide.copyFrom(state);
        wide.set(INT, STREAMS, streams);
        return wide;
    }

    /** Gives an empty sequence a state. Returns false if llama.cpp can not take it. */
    static boolean set(MemorySegment context, int sequence, MemorySegment state) {
        return state.byteSize() != 0
                && llama_h.llama_state_seq_set_data(context, state, state.byteSize(), sequence) == state.byteSize();
    }
}
