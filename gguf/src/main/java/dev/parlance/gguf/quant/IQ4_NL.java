package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 nibbles with a common scale, each standing for a value of a table: weight i is
 * {@code scale * value[nibble[i]]}.
 *
 * <pre>
 * byte   0            2                                                   18
 *        | scale F16  | nibbles 0, 16 | nibbles 1, 17 | .. nibbles 15, 31 |
 * </pre>
 */
public enum IQ4_NL implements BlockFormat {
    INSTANCE;

    /** Where the nibbles begin in a block. */
    public static final int NIBBLES = 2;

    @Override
    public TensorType type() {
        return TensorType.IQ4_NL;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_0;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        Nibbles.unpack(source, block + NIBBLES, target, from, NonLinear.VALUES);
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block));
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        float scale = NonLinear.scale(source, from, BLOCK_LENGTH);
        float inverse = scale == 0 ? 0 : 1 / scale;
        int[] nibbles = new int[BLOCK_LENGTH];
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            nibbles[i] = NonLinear.nearest(inverse * source[from + i]);
        }
        target.set(SCALE, block, Float.floatToFloat16(scale));
        Nibbles.pack(nibbles, 0, target, block + NIBBLES);
    }
}
