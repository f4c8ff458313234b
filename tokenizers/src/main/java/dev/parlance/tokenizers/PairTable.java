package dev.parlance.tokenizers;

import java.util.Arrays;

/**
 * Maps pairs of numbers to a rank and a result, such as two neighbouring symbols to the order of their merge and the
 * token it makes: open addressing, at most half full, key and value side by side in memory. Safe to read from several
 * threads once it is filled.
 */
final class PairTable {
    /** What {@link #get} returns for a pair that is not there; its rank is higher than any other. */
    static final long NONE = Long.MAX_VALUE;

    private long[] slots; // key, value, key, value, ...
    private int size;

    PairTable(int expectedSize) {
        slots = emptySlots(Math.max(4, Integer.highestOneBit(Math.max(1, expectedSize)) << 2));
    }

    private static long[] emptySlots(int pairs) {
        long[] slots = new long[2 * pairs];
        Arrays.fill(slots, NONE);
        return slots;
    }

    /** Returns the rank, from 0 on, of a value that {@link #get} returned. */
    static int rank(long value) {
        return (int) (value >>> 32);
    }

    /** Returns the result of a value that {@link #get} returned. */
    static int result(long value) {
        return (int) value;
    }

    /** Returns the value of a pair, or {@link #NONE}. */
    long get(int left, int right) {
        return slots[slot(join(left, right)) + 1];
    }

    /** Adds a pair, unless it is there. */
    void putIfAbsent(int left, int right, int rank, int result) {
        long key = join(left, right);
        if (put(key, join(rank, result)) && ++size > slots.length / 4) {
            long[] old = slots;
            slots = emptySlots(old.length);
            for (int i = 0; i < old.length; i += 2) {
                if (old[i + 1] != NONE) {
                    put(old[i], old[i + 1]);
                }
            }
        }
    }

    private boolean put(long key, long value) {
        int slot = slot(key);
        if (slots[slot + 1] != NONE) {
            return false;
        }
        slots[slot] = key;
        slots[slot + 1] = value;
        return true;
    }

    /** Returns where a key is, or the free slot where it belongs. */
    private int slot(long key) {
        int mask = slots.length - 2;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) ((mixed >>> 32) ^ (mixed >>> 15)) & mask;
        while (slots[slot + 1] != NONE && slots[slot] != key) {
            slot = (slot + 2) & mask;
        }
        return slot;
    }

    private static long join(int high, int low) {
        return ((long) high << 32) | (low & 0xFFFF_FFFFL);
    }
}
