package dev.parlance.tokenizers;

import java.util.Arrays;

/**
 * Finds tokens by their bytes without making a string: open addressing, at most half full, the bytes of all pieces one
 * after the other. Safe to read from several threads once it is filled.
 */
final class PieceTable {
    private final long[] slots; // hash << 32 | id + 1; 0 is free
    private final int[] starts;
    private final int[] lengths;
    private byte[] bytes;
    private int end;
    private int longest;

    /** Makes an empty table for ids below a limit. */
    PieceTable(int ids) {
        slots = new long[Math.max(4, Integer.highestOneBit(Math.max(1, ids)) << 2)];
        starts = new int[ids];
        lengths = new int[ids];
        bytes = new byte[8 * ids];
    }

    /** Adds a token, once; if several have the same bytes, the first is found. */
    void add(int id, byte[] piece) {
        int hash = hash(piece, 0, piece.length);
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = ((long) hash << 32) | (id + 1);
        if (bytes.length - end < piece.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + piece.length, end + (end >> 1)));
        }
        System.arraycopy(piece, 0, bytes, end, piece.length);
        starts[id] = end;
        lengths[id] = piece.length;
        end += piece.length;
        longest = Math.max(longest, piece.length);
    }

    /** Returns the id of the token with the bytes from {@code from} to {@code to}, or -1. */
    int find(byte[] text, int from, int to) {
        int length = to - from;
        if (length > longest) {
            return -1;
        }
        int hash = hash(text, from, to);
        int slot = hash & (slots.length - 1);
        for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
            if ((int) (entry >>> 32) == hash) {
                int id = (int) entry - 1;
                int start = starts[id];
                if (lengths[id] == length && Arrays.equals(bytes, start, start + length, text, from, to)) {
                    return id;
                }
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    /** Returns how many bytes a token of this table has. */
    int length(int id) {
        return lengths[id];
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 0x01000193 + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
