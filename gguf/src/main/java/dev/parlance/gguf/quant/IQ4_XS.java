package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 nibbles that stand for values of a table, as in {@link IQ4_NL}, in 8 parts of 32 with scales from -32 to 31.
 *
 * <pre>
 * byte   0            2                      4                      8                                    136
 *        | scale F16  | upper two bits of    | lower four bits of   | nibbles of part 0 | .. of part 7   |
 *        |            | scales 0 .. 7 + 32   | scales 0, 1 | 2, 3 .. | 0, 16 | .. 15, 31 |                |
 * </pre>
 */
public enum IQ4_XS implements SuperBlockFormat {
    INSTANCE;

    /** Where the upper bits of the scales are in a block. */
    public static final int UPPER = 2;

    /** Where the lower bits of the scales begin in a block. */
    public static final int LOWER = 4;

    /** Where the nibbles begin in a block. */
    public static final int NIBBLES = 8;

    private static final int PARTS = 8;
    private static final int PART_LENGTH = 32;

    @Override
    public TensorType type() {
        return TensorType.IQ4_XS;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_K;
    }

    @Override
    public int partLength() {
        return PART_LENGTH;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        for (int part = 0; part < PARTS; part++) {
            Nibbles.unpack(source, nibbles(block, part), target, from + part * PART_LENGTH, NonLinear.VALUES);
        }
    }

    private static long nibbles(long block, int part) {
        return block + NIBBLES + (long) part * PART_LENGTH / 2;
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block));
    }

    @Override
    public int partScale(MemorySegment source, long block, int part) {
        int lower = source.get(ValueLayout.JAVA_BYTE, block + LOWER + part / 2) >> part % 2 * 4 & 0xF;
        int upper = source.get(SCALE, block + UPPER) >> 2 * part & 3;
        return (lower | upper << 4) - 32;
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        float[] scales = new float[PARTS];
        float largest = 0; // sign and all
        for (int part = 0; part < PARTS; part++) {
            scales[part] = NonLinear.scale(source, from + part * PART_LENGTH, PART_LENGTH);
            if (Math.abs(scales[part]) > Math.abs(largest)) {
                largest = scales[part];
            }
        }
        float scale = -largest / 32;
        float inverse = scale == 0 ? 0 : 1 / scale;
        int upper = 0;
        int lower = 0;
        int[] nibbles = new int[BLOCK_LENGTH];
        for (int part = 0; part < PARTS; part++) {
            int whole = ScaleSearch.nearest(inverse * scales[part], -32, 31);
            float partScale = scale * whole; // before the scale is rounded to F16
            float partInverse = partScale == 0 ? 0 : 1 / partScale;
            for (int i = part * PART_LENGTH; i < (part + 1) * PART_LENGTH; i++) {
                nibbles[i] = NonLinear.nearest(partInverse * source[from + i]);
            }
            Nibbles.pack(nibbles, part * PART_LENGTH, target, nibbles(block, part));
            lower |= (whole + 32 & 0xF) << 4 * part;
            upper |= whole + 32 >> 4 << 2 * part;
        }
        target.set(SCALE, block, Float.floatToFloat16(scale));
        target.set(SCALE, block + UPPER, (short) upper);
        for (int i = 0; i < PARTS / 2; i++) {
            target.set(ValueLayout.JAVA_BYTE, block + LOWER + i, (byte) (lower >> 8 * i));
        }
    }
}
