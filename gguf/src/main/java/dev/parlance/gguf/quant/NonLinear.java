package dev.parlance.gguf.quant;

/**
 * What {@link IQ4_NL} and {@link IQ4_XS} have in common: a nibble stands for one of 16 values that are closer together around
 * zero, where most weights are.
 */
final class NonLinear {
    /** What each nibble stands for. */
    static final byte[] VALUES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** How many scales are tried on either side of the obvious one. */
    private static final int ATTEMPTS = 7;

    private NonLinear() {}

    /** Returns the nibble whose value is nearest, the greater if there are two. */
    static int nearest(float x) {
        int low = 0;
        int high = VALUES.length - 1;
        if (x <= VALUES[low]) {
            return low;
        }
        if (x >= VALUES[high]) {
            return high;
        }
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (x < VALUES[middle]) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return x - VALUES[low] < VALUES[high] - x ? low : high;
    }

    /**
     * Searches the scale with which the squared errors of some numbers, weighted by their squares, are least; in float and
     * in order, as ggml does it.
     */
    static float scale(float[] x, int from, int count) {
        float farthest = ScaleSearch.farthest(x, from, count);
        if (Math.abs(farthest) < ScaleSearch.ALL_ZERO) {
            return 0;
        }
        float scale = 0;
        float best = 0;
        for (int attempt = -ATTEMPTS - 1; attempt <= ATTEMPTS; attempt++) {
            boolean first = attempt < -ATTEMPTS;
            float inverse = first ? 1 / (-farthest / VALUES[0]) : (attempt + VALUES[0]) / farthest;
            float products = 0; // of numbers and values
            float squares = 0; // of values
            for (int i = from; i < from + count; i++) {
                float value = VALUES[nearest(inverse * x[i])];
                float weight = x[i] * x[i];
                products += weight * value * x[i];
                squares += weight * value * value;
            }
            if (first) {
                scale = squares > 0 ? products / squares : 0;
                best = scale * products;
            } else if (squares > 0 && products * products > best * squares) {
                scale = products / squares;
                best = scale * products;
            }
        }
        return scale;
    }
}
