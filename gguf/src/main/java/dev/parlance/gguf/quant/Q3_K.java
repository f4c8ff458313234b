package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 numbers from -4 to 3, in 16 parts of 16 with scales of six bits, from -32 to 31. Of the numbers plus 4 the
 * third bit is apart, of the scales plus 32 the upper two bits.
 *
 * <pre>
 * byte   0                32                       96                  104                      108         110
 *        | third bits     | lower bits of the      | lower four bits   | upper two bits         | scale F16 |
 *        |                | numbers, see TwoBits   | of the scales     | of the scales          |           |
 *
 * bit b of byte i of the third bits is number 32 b + i's; byte i of the lower bits of the scales has parts i and 8 + i,
 * and byte i of their upper bits has parts i, 4 + i, 8 + i and 12 + i, from bit 0 on
 * </pre>
 */
public enum Q3_K implements SuperBlockFormat {
    INSTANCE;

    /** Where the lower bits of the numbers begin in a block. */
    public static final int NUMBERS = 32;

    /** Where the lower bits of the scales begin. */
    public static final int SCALES = 96;

    /** Where the upper bits of the scales begin. */
    public static final int UPPER_SCALES = 104;

    /** Where the scale of the block is. */
    public static final int BLOCK_SCALE = 108;

    private static final int PARTS = 16;
    private static final int PART_LENGTH = 16;

    @Override
    public TensorType type() {
        return TensorType.Q3_K;
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
        TwoBits.unpack(source, block + NUMBERS, target, from);
        for (int i = 0; i < 32; i++) {
            int bits = source.get(ValueLayout.JAVA_BYTE, block + i);
            for (int group = 0; group < 8; group++) {
                target[from + 32 * group + i] += ((bits >> group & 1) << 2) - 4;
            }
        }
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block + BLOCK_SCALE));
    }

    @Override
    public int partScale(MemorySegment source, long block, int part) {
        int lower = source.get(ValueLayout.JAVA_BYTE, block + SCALES + part % 8) >> part / 8 * 4 & 0xF;
        int upper = source.get(ValueLayout.JAVA_BYTE, block + UPPER_SCALES + part % 4) >> part / 4 * 2 & 3;
        return (lower | upper << 4) - 32;
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        int[] quants = new int[BLOCK_LENGTH];
        float[] scales = new float[PARTS];
        float largest = 0; // sign and all
        for (int part = 0; part < PARTS; part++) {
            scales[part] = ScaleSearch.refined(source, from + part * PART_LENGTH, PART_LENGTH, 4, quants,
                    part * PART_LENGTH);
            if (Math.abs(scales[part]) > Math.abs(largest)) {
                largest = scales[part];
            }
        }
        float inverse = largest == 0 ? 0 : -32 / largest;
        target.set(SCALE, block + BLOCK_SCALE, Float.floatToFloat16(largest == 0 ? 0 : 1 / inverse));
        packScales(scales, inverse, target, block);
        for (int part = 0; part < PARTS; part++) {
            float scale = scale(target, block) * partScale(target, block, part);
            if (scale != 0) { // else they stay as the search left them
                for (int i = part * PART_LENGTH; i < (part + 1) * PART_LENGTH; i++) {
                    quants[i] = 4 + ScaleSearch.nearest(source[from + i] / scale, -4, 3);
                }
            }
        }
        TwoBits.pack(quants, target, block + NUMBERS);
        for (int i = 0; i < 32; i++) {
            int bits = 0;
            for (int group = 0; group < 8; group++) {
                bits |= quants[32 * group + i] >> 2 << group;
            }
            target.set(ValueLayout.JAVA_BYTE, block + i, (byte) bits);
        }
    }

    /** Packs the scales, or, if all are 0, zeros, which stand for -32. */
    private static void packScales(float[] scales, float inverse, MemorySegment target, long block) {
        int[] wholes = new int[PARTS];
        for (int part = 0; part < PARTS; part++) {
            wholes[part] = inverse == 0 ? 0 : 32 + ScaleSearch.nearest(inverse * scales[part], -32, 31);
        }
        for (int i = 0; i < 8; i++) {
            target.set(ValueLayout.JAVA_BYTE, block + SCALES + i,
                    (byte) (wholes[i] & 0xF | (wholes[8 + i] & 0xF) << 4));
        }
        for (int i = 0; i < 4; i++) {
            int upper = wholes[i] >> 4 | wholes[4 + i] >> 4 << 2 | wholes[8 + i] >> 4 << 4 | wholes[12 + i] >> 4 << 6;
            target.set(ValueLayout.JAVA_BYTE, block + UPPER_SCALES + i, (byte) upper);
        }
    }
}
