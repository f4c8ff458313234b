package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How {@link Q4_K} and {@link Q5_K} begin: the scales of a block, and a scale and a minimum of six bits for each of 8 parts
 * of 32 weights. The lower four parts have a byte each for both, whose upper two bits belong to the upper four parts; these
 * share a byte for the lower four bits of both.
 *
 * <pre>
 * byte   0           2             4                   8                    12                        16
 *        | scale F16 | minimum F16 | scales 0 .. 3     | minima 0 .. 3      | parts 4 .. 7: low bits   |
 *                                    bits 6-7: high      bits 6-7: high       bits 0-3: of the scale,
 *                                    bits of 4 .. 7      bits of 4 .. 7       bits 4-7: of the minimum
 * </pre>
 */
final class SixBitScales {
    private static final int MINIMUM = 2;
    private static final int PARTS = 4;
    private static final int PART_COUNT = 8;
    private static final int PART_LENGTH = 32;
    private static final int LARGEST = 63;

    private SixBitScales() {}

    static float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(QuantFormat.SCALE, block));
    }

    static float minimum(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(QuantFormat.SCALE, block + MINIMUM));
    }

    static int partScale(MemorySegment source, long block, int part) {
        return part < 4
                ? unsigned(source, block, part) & 63
                : unsigned(source, block, part + 4) & 0xF | unsigned(source, block, part - 4) >> 6 << 4;
    }

    static int partMinimum(MemorySegment source, long block, int part) {
        return part < 4
                ? unsigned(source, block, part + 4) & 63
                : unsigned(source, block, part + 4) >> 4 | unsigned(source, block, part) >> 6 << 4;
    }

    private static int unsigned(MemorySegment source, long block, int index) {
        return source.get(ValueLayout.JAVA_BYTE, block + PARTS + index) & 0xFF;
    }

    /** Encodes the scales of a block, and returns its quants. */
    static int[] encode(float[] source, int from, ScaleSearch.Attempts how, MemorySegment target, long block) {
        int[] quants = new int[SuperBlockFormat.BLOCK_LENGTH];
        float[] scales = new float[PART_COUNT];
        float[] minima = new float[PART_COUNT];
        float[] weights = new float[PART_LENGTH];
        float largestScale = 0;
        float largestMinimum = 0;
        for (int part = 0; part < PART_COUNT; part++) {
            int first = from + part * PART_LENGTH;
            weigh(source, first, weights);
            var found = ScaleSearch.withMinimum(source, first, PART_LENGTH, weights, how, quants, part * PART_LENGTH);
            scales[part] = found.scale();
            minima[part] = found.minimum();
            largestScale = Math.max(largestScale, scales[part]);
            largestMinimum = Math.max(largestMinimum, minima[part]);
        }
        target.set(QuantFormat.SCALE, block, Float.floatToFloat16(largestScale / LARGEST));
        target.set(QuantFormat.SCALE, block + MINIMUM, Float.floatToFloat16(largestMinimum / LARGEST));
        pack(wholes(scales, largestScale), wholes(minima, largestMinimum), target, block + PARTS);

        float scale = scale(target, block);
        float minimum = minimum(target, block);
        for (int part = 0; part < PART_COUNT; part++) {
            float d = scale * partScale(target, block, part);
            float m = minimum * partMinimum(target, block, part);
            if (d != 0) { // else they stay as the search left them
                for (int i = part * PART_LENGTH; i < (part + 1) * PART_LENGTH; i++) {
                    quants[i] = ScaleSearch.nearest((source[from + i] + m) / d, 0, how.largest());
                }
            }
        }
        return quants;
    }

    /** A number's error counts as much as its magnitude and the root of the mean square say together. */
    private static void weigh(float[] x, int from, float[] weights) {
        float squares = 0;
        for (int i = 0; i < weights.length; i++) {
            squares += x[from + i] * x[from + i];
        }
        float typical = (float) Math.sqrt(squares / weights.length);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = typical + Math.abs(x[from + i]);
        }
    }

    private static int[] wholes(float[] values, float largest) {
        float inverse = largest > 0 ? LARGEST / largest : 0;
        int[] wholes = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            wholes[i] = Math.min(LARGEST, ScaleSearch.nearest(inverse * values[i]) & 0xFF);
        }
        return wholes;
    }

    private static void pack(int[] scales, int[] minima, MemorySegment target, long at) {
        for (int i = 0; i < 4; i++) {
            int upper = i + 4;
            target.set(ValueLayout.JAVA_BYTE, at + i, (byte) (scales[i] | scales[upper] >> 4 << 6));
            target.set(ValueLayout.JAVA_BYTE, at + 4 + i, (byte) (minima[i] | minima[upper] >> 4 << 6));
            target.set(ValueLayout.JAVA_BYTE, at + 8 + i, (byte) (scales[upper] & 0xF | (minima[upper] & 0xF) << 4));
        }
    }
}
