package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The fifth bits of 32 numbers whose lower four are {@link Nibbles}: bit i of four bytes, little-endian, is number i's. */
final class FifthBits {
    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FifthBits() {}

    /** Adds 16 to the unpacked numbers that have the bit. */
    static void unpack(MemorySegment source, long at, float[] target, int from) {
        int bits = source.get(BITS, at);
        for (int i = 0; i < Nibbles.COUNT; i++) {
            target[from + i] += (bits >>> i & 1) << 4;
        }
    }

    /** Packs the bits of some numbers. */
    static void pack(int[] numbers, MemorySegment target, long at) {
        int bits = 0;
        for (int i = 0; i < Nibbles.COUNT; i++) {
            bits |= (numbers[i] >> 4 & 1) << i;
        }
        target.set(BITS, at, bits);
    }
}
