package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 numbers from -8 to 7 with a common scale: weight i is {@code scale * (nibble[i] - 8)}.
 *
 * <pre>
 * byte   0            2                                               18
 *        | scale F16  | nibbles 0, 16 | nibbles 1, 17 | .. nibbles 15, 31 |
 * </pre>
 *
 * <p>The scale is that number of the block that is farthest from zero, sign and all, divided by -8.
 */
public enum Q4_0 implements BlockFormat {
    INSTANCE;

    /** Where the nibbles begin in a block. */
    public static final int NIBBLES = 2;

    @Override
    public TensorType type() {
        return TensorType.Q4_0;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_0;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        Nibbles.unpack(source, block + NIBBLES, target, from, -8);
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block));
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        float scale = ScaleSearch.farthest(source, from, BLOCK_LENGTH) / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        int[] nibbles = new int[BLOCK_LENGTH];
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            nibbles[i] = Math.min(15, (int) (source[from + i] * inverse + 8.5f));
        }
        target.set(SCALE, block, Float.floatToFloat16(scale));
        Nibbles.pack(nibbles, 0, target, block + NIBBLES);
    }
}
