package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 numbers from 0 to 3, in 16 parts of 16 with scales and minima of four bits.
 *
 * <pre>
 * byte   0                                      16                       80          82            84
 *        | scale (bits 0-3) and minimum (4-7)   | 256 numbers of 2 bits, | scale F16 | minimum F16 |
 *        | of part 0 | .. of part 15            | see TwoBits            |           |             |
 * </pre>
 */
public enum Q2_K implements SuperBlockFormat {
    INSTANCE;

    /** Where the numbers begin in a block. */
    public static final int NUMBERS = 16;

    /** Where the scale of the block is. */
    public static final int BLOCK_SCALE = 80;

    /** Where the scale of the minima is. */
    public static final int BLOCK_MINIMUM = 82;

    private static final int PARTS = 16;
    private static final int PART_LENGTH = 16;
    private static final int LARGEST_SCALE = 15;
    private static final ScaleSearch.Attempts ATTEMPTS = new ScaleSearch.Attempts(3, -0.5f, 16, true);

    @Override
    public TensorType type() {
        return TensorType.Q2_K;
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
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block + BLOCK_SCALE));
    }

    @Override
    public int partScale(MemorySegment source, long block, int part) {
        return source.get(ValueLayout.JAVA_BYTE, block + part) & 0xF;
    }

    @Override
    public float minimum(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block + BLOCK_MINIMUM));
    }

    @Override
    public int partMinimum(MemorySegment source, long block, int part) {
        return source.get(ValueLayout.JAVA_BYTE, block + part) >> 4 & 0xF;
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        int[] quants = new int[BLOCK_LENGTH];
        float[] scales = new float[PARTS];
        float[] minima = new float[PARTS];
        float[] weights = new float[PART_LENGTH];
        float largestScale = 0;
        float largestMinimum = 0;
        for (int part = 0; part < PARTS; part++) {
            int first = from + part * PART_LENGTH;
            for (int i = 0; i < PART_LENGTH; i++) {
                weights[i] = Math.abs(source[first + i]);
            }
            var found = ScaleSearch.withMinimum(source, first, PART_LENGTH, weights, ATTEMPTS, quants,
                    part * PART_LENGTH);
            scales[part] = found.scale();
            minima[part] = found.minimum();
            largestScale = Math.max(largestScale, scales[part]);
            largestMinimum = Math.max(largestMinimum, minima[part]);
        }
        target.set(SCALE, block + BLOCK_SCALE, Float.floatToFloat16(largestScale / LARGEST_SCALE));
        target.set(SCALE, block + BLOCK_MINIMUM, Float.floatToFloat16(largestMinimum / LARGEST_SCALE));
        for (int part = 0; part < PARTS; part++) {
            int both = whole(scales[part], largestScale) | whole(minima[part], largestMinimum) << 4;
            target.set(ValueLayout.JAVA_BYTE, block + part, (byte) both);
            float scale = scale(target, block) * partScale(target, block, part);
            float minimum = minimum(target, block) * partMinimum(target, block, part);
            if (scale != 0) { // else they stay as the search left them
                for (int i = part * PART_LENGTH; i < (part + 1) * PART_LENGTH; i++) {
                    quants[i] = ScaleSearch.nearest((source[from + i] + minimum) / scale, 0, 3);
                }
            }
        }
        TwoBits.pack(quants, target, block + NUMBERS);
    }

    private static int whole(float value, float largest) {
        return largest > 0 ? ScaleSearch.nearest(LARGEST_SCALE / largest * value) : 0;
    }
}
