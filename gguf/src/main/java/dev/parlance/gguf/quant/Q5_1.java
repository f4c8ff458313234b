package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 numbers from 0 to 31 with a common scale and minimum: weight i is
 * {@code scale * (nibble[i] + 16 * bit[i]) + minimum}.
 *
 * <pre>
 * byte   0            2              4                8                                                   24
 *        | scale F16  | minimum F16  | bits 0 .. 31   | nibbles 0, 16 | nibbles 1, 17 | .. nibbles 15, 31 |
 * </pre>
 *
 * <p>The minimum is the smallest number of the block, and the scale a thirty-first of the distance to the largest.
 */
public enum Q5_1 implements BlockFormat {
    INSTANCE;

    /** Where the minimum is in a block. */
    public static final int MINIMUM = 2;

    /** Where the fifth bits begin in a block. */
    public static final int BITS = 4;

    /** Where the nibbles begin in a block. */
    public static final int NIBBLES = 8;

    @Override
    public TensorType type() {
        return TensorType.Q5_1;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_1;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        Nibbles.unpack(source, block + NIBBLES, target, from, 0);
        FifthBits.unpack(source, block + BITS, target, from);
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block));
    }

    @Override
    public float minimum(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block + MINIMUM));
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        Range range = Range.of(source, from, BLOCK_LENGTH);
        float scale = range.width() / 31;
        float inverse = scale == 0 ? 0 : 1 / scale;
        int[] numbers = new int[BLOCK_LENGTH];
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            numbers[i] = (int) ((source[from + i] - range.least()) * inverse + 0.5f);
        }
        target.set(SCALE, block, Float.floatToFloat16(scale));
        target.set(SCALE, block + MINIMUM, Float.floatToFloat16(range.least()));
        FifthBits.pack(numbers, target, block + BITS);
        Nibbles.pack(numbers, 0, target, block + NIBBLES);
    }
}
