package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 32 numbers of four bits in 16 bytes: the lower half of byte i is number i, the upper half number 16 + i.
 *
 * <p>The formats with blocks of 32 and the non-linear ones store their quants so.
 */
final class Nibbles {
    /** Numbers in a group. */
    static final int COUNT = 32;

    private Nibbles() {}

    /** Unpacks a group, adding a number to each. */
    static void unpack(MemorySegment source, long at, float[] target, int from, int add) {
        for (int i = 0; i < COUNT / 2; i++) {
            int pair = source.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF;
            target[from + i] = (pair & 0xF) + add;
            target[from + COUNT / 2 + i] = (pair >> 4) + add;
        }
    }

    /** Unpacks a group, looking each number up in a table of 16. */
    static void unpack(MemorySegment source, long at, float[] target, int from, byte[] values) {
        for (int i = 0; i < COUNT / 2; i++) {
            int pair = source.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF;
            target[from + i] = values[pair & 0xF];
            target[from + COUNT / 2 + i] = values[pair >> 4];
        }
    }

    /** Packs a group; only the lowest four bits of each number are looked at. */
    static void pack(int[] numbers, int from, MemorySegment target, long at) {
        for (int i = 0; i < COUNT / 2; i++) {
            int pair = numbers[from + i] & 0xF | (numbers[from + COUNT / 2 + i] & 0xF) << 4;
            target.set(ValueLayout.JAVA_BYTE, at + i, (byte) pair);
        }
    }
}
