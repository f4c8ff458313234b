package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 32 floating-point numbers of four bits with a common power of two (Open Compute Project, "OCP Microscaling
 * Formats (MX)", 2023, section 5.4): a sign, two bits of exponent and one of fraction. Quants here are twice those numbers,
 * which makes them whole, and the scale is half of 2^(exponent - 127).
 *
 * <pre>
 * byte   0           1                                                   17
 *        | exponent  | nibbles 0, 16 | nibbles 1, 17 | .. nibbles 15, 31 |
 * </pre>
 */
public enum MXFP4 implements BlockFormat {
    INSTANCE;

    /** Where the nibbles begin in a block. */
    public static final int NIBBLES = 1;

    /** Twice the number that each nibble stands for. */
    private static final byte[] VALUES = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    @Override
    public TensorType type() {
        return TensorType.MXFP4;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_0;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        Nibbles.unpack(source, block + NIBBLES, target, from, VALUES);
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return scale(source.get(ValueLayout.JAVA_BYTE, block) & 0xFF);
    }

    private static float scale(int exponent) {
        return Math.scalb(1f, exponent - 128);
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        float largest = Math.abs(ScaleSearch.farthest(source, from, BLOCK_LENGTH));
        int exponent = largest > 0 ? (int) Math.floor(log2(largest)) - 2 + 127 & 0xFF : 0;
        float scale = scale(exponent);
        int[] nibbles = new int[BLOCK_LENGTH];
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            nibbles[i] = nearest(source[from + i], scale);
        }
        target.set(ValueLayout.JAVA_BYTE, block, (byte) exponent);
        Nibbles.pack(nibbles, 0, target, block + NIBBLES);
    }

    /** As a float, in which what is just below a power of two may have its logarithm. */
    private static float log2(float x) {
        return (float) (StrictMath.log(x) / StrictMath.log(2));
    }

    /** Returns the nibble whose number is nearest, the first if there are two. */
    private static int nearest(float x, float scale) {
        int best = 0;
        for (int nibble = 1; nibble < VALUES.length; nibble++) {
            if (Math.abs(VALUES[nibble] * scale - x) < Math.abs(VALUES[best] * scale - x)) {
                best = nibble;
            }
        }
        return best;
    }
}
