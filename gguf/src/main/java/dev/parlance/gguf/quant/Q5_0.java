package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 numbers from -16 to 15 with a common scale: weight i is {@code scale * (nibble[i] + 16 * bit[i] - 16)}.
 *
 * <pre>
 * byte   0            2                6                                                   22
 *        | scale F16  | bits 0 .. 31   | nibbles 0, 16 | nibbles 1, 17 | .. nibbles 15, 31 |
 * </pre>
 *
 * <p>The scale is that number of the block that is farthest from zero, sign and all, divided by -16.
 */
public enum Q5_0 implements BlockFormat {
    INSTANCE;

    /** Where the fifth bits begin in a block. */
    public static final int BITS = 2;

    /** Where the nibbles begin in a block. */
    public static final int NIBBLES = 6;

    @Override
    public TensorType type() {
        return TensorType.Q5_0;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_0;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        Nibbles.unpack(source, block + NIBBLES, target, from, -16);
        FifthBits.unpack(source, block + BITS, target, from);
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block));
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        float scale = ScaleSearch.farthest(source, from, BLOCK_LENGTH) / -16;
        float inverse = scale == 0 ? 0 : 1 / scale;
        int[] numbers = new int[BLOCK_LENGTH];
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            numbers[i] = Math.min(31, (int) (source[from + i] * inverse + 16.5f));
        }
        target.set(SCALE, block, Float.floatToFloat16(scale));
        FifthBits.pack(numbers, target, block + BITS);
        Nibbles.pack(numbers, 0, target, block + NIBBLES);
    }
}
