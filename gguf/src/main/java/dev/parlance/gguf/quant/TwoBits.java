package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 256 numbers of two bits in 64 bytes, in two halves: byte i of a half's 32 bytes has its numbers i, 32 + i, 64 + i and
 * 96 + i, from bit 0 on.
 */
final class TwoBits {
    private TwoBits() {}

    static void unpack(MemorySegment source, long at, float[] target, int from) {
        for (int half = 0; half < 2; half++) {
            int first = from + 128 * half;
            for (int i = 0; i < 32; i++) {
                int four = source.get(ValueLayout.JAVA_BYTE, at + 32L * half + i);
                target[first + i] = four & 3;
                target[first + 32 + i] = four >> 2 & 3;
                target[first + 64 + i] = four >> 4 & 3;
                target[first + 96 + i] = four >> 6 & 3;
            }
        }
    }

    /** Packs numbers; only the lowest two bits of each are looked at. */
    static void pack(int[] numbers, MemorySegment target, long at) {
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < 32; i++) {
                int four = 0;
                for (int quarter = 0; quarter < 4; quarter++) {
                    four |= (numbers[128 * half + 32 * quarter + i] & 3) << 2 * quarter;
                }
                target.set(ValueLayout.JAVA_BYTE, at + 32L * half + i, (byte) four);
            }
        }
    }
}
