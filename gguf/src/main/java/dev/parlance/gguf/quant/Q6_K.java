package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 numbers from -32 to 31, in 16 parts of 16 with scales of a signed byte. The lower four and the upper two bits
 * of the numbers plus 32 are apart, in two halves of 128 numbers.
 *
 * <pre>
 * byte   0             64             128            160            192               208         210
 *        | lower bits  | lower bits   | upper bits   | upper bits   | scales 0 .. 15  | scale F16 |
 *        | of 0 .. 127 | of 128 ..    | of 0 .. 127  | of 128 ..    |                 |           |
 *
 * of a half: byte i < 32 of the lower bits has numbers i and 64 + i, byte 32 + i has 32 + i and 96 + i;
 *            byte i of the upper bits has numbers i, 32 + i, 64 + i, 96 + i, from bit 0 on
 * </pre>
 */
public enum Q6_K implements SuperBlockFormat {
    INSTANCE;

    /** Where the upper bits begin in a block. */
    public static final int UPPER = 128;

    /** Where the scales of the parts begin in a block. */
    public static final int SCALES = 192;

    /** Where the scale of the block is. */
    public static final int BLOCK_SCALE = 208;

    @Override
    public TensorType type() {
        return TensorType.Q6_K;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_K;
    }

    @Override
    public int partLength() {
        return 16;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        for (int half = 0; half < 2; half++) {
            long lower = block + 64L * half;
            long upper = block + UPPER + 32L * half;
            int first = from + 128 * half;
            for (int i = 0; i < 32; i++) {
                int even = source.get(ValueLayout.JAVA_BYTE, lower + i);
                int odd = source.get(ValueLayout.JAVA_BYTE, lower + 32 + i);
                int high = source.get(ValueLayout.JAVA_BYTE, upper + i);
                target[first + i] = (even & 0xF | (high & 3) << 4) - 32;
                target[first + 32 + i] = (odd & 0xF | (high >> 2 & 3) << 4) - 32;
                target[first + 64 + i] = (even >> 4 & 0xF | (high >> 4 & 3) << 4) - 32;
                target[first + 96 + i] = (odd >> 4 & 0xF | (high >> 6 & 3) << 4) - 32;
            }
        }
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block + BLOCK_SCALE));
    }

    @Override
    public int partScale(MemorySegment source, long block, int part) {
        return source.get(ValueLayout.JAVA_BYTE, block + SCALES + part);
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        int[] quants = new int[BLOCK_LENGTH];
        float[] scales = new float[16];
        float largest = 0; // of the scales, sign and all
        for (int part = 0; part < 16; part++) {
            scales[part] = ScaleSearch.symmetric(source, from + 16 * part, 16, 32, quants, 16 * part);
            if (Math.abs(scales[part]) > Math.abs(largest)) {
                largest = scales[part];
            }
        }
        if (Math.abs(largest) < ScaleSearch.ALL_ZERO) {
            target.asSlice(block, type().blockBytes()).fill((byte) 0);
            return;
        }
        float inverse = -128 / largest;
        target.set(SCALE, block + BLOCK_SCALE, Float.floatToFloat16(1 / inverse));
        for (int part = 0; part < 16; part++) {
            int whole = Math.min(127, ScaleSearch.nearest(inverse * scales[part]));
            target.set(ValueLayout.JAVA_BYTE, block + SCALES + part, (byte) whole);
            float scale = scale(target, block) * (byte) whole;
            if (scale != 0) { // else they stay as the search left them
                for (int i = 16 * part; i < 16 * (part + 1); i++) {
                    quants[i] = 32 + ScaleSearch.nearest(source[from + i] / scale, -32, 31);
                }
            }
        }
        pack(quants, target, block);
    }

    private static void pack(int[] quants, MemorySegment target, long block) {
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < 32; i++) {
                int a = quants[128 * half + i];
                int b = quants[128 * half + 32 + i];
                int c = quants[128 * half + 64 + i];
                int d = quants[128 * half + 96 + i];
                target.set(ValueLayout.JAVA_BYTE, block + 64L * half + i, (byte) (a & 0xF | (c & 0xF) << 4));
                target.set(ValueLayout.JAVA_BYTE, block + 64L * half + 32 + i, (byte) (b & 0xF | (d & 0xF) << 4));
                target.set(ValueLayout.JAVA_BYTE, block + UPPER + 32L * half + i,
                        (byte) (a >> 4 | b >> 4 << 2 | c >> 4 << 4 | d >> 4 << 6));
            }
        }
    }
}
