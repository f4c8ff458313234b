package dev.parlance.engine.jvm.nn;

/** The soft-max function: exponentials that add up to 1. */
public final class SoftMax {
    private SoftMax() {}

    /**
     * Replaces some scores by their soft-max, as ggml computes it when other scores are masked: the exponentials of
     * elements 0 to 3, 4 to 7 and so on add up in float, where those outside count as 0, and these sums in double.
     *
     * @param from the first score
     * @param to the index after the last
     * @param sink a score that takes part in the sum and has no element; negative infinity for none
     */
    public static void apply(float[] scores, int from, int to, float sink) {
        float max = sink;
        for (int j = from; j < to; j++) {
            max = Math.max(max, scores[j]);
        }
        for (int j = from; j < to; j++) {
            scores[j] = Exponential.exp(scores[j] - max);
        }
        double sum = 0;
        for (int four = from & -4; four < to; four += 4) {
            if (four >= from && four + 4 <= to) {
                sum += (scores[four] + scores[four + 1]) + (scores[four + 2] + scores[four + 3]);
            } else {
                sum += (orZero(scores, from, to, four) + orZero(scores, from, to, four + 1))
                        + (orZero(scores, from, to, four + 2) + orZero(scores, from, to, four + 3));
            }
        }
        if (sink != Float.NEGATIVE_INFINITY) {
            sum += ScalarExponential.exp(sink - max);
        }
        scale(scores, from, to, (float) (1 / sum));
    }

    private static float orZero(float[] scores, int from, int to, int index) {
        return index >= from && index < to ? scores[index] : 0;
    }

    /**
     * Replaces some scores by their soft-max, as ggml computes it of a row that has only them: the last of them that make
     * no vector of four have the exponential of the C library.
     *
     * @param from the first score
     * @param to the index after the last
     */
    public static void applyToRow(float[] scores, int from, int to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = from; j < to; j++) {
            max = Math.max(max, scores[j]);
        }
        double sum = 0;
        int j = from;
        for (; j <= to - 4; j += 4) {
            for (int i = j; i < j + 4; i++) {
                scores[i] = Exponential.exp(scores[i] - max);
            }
            sum += (scores[j] + scores[j + 1]) + (scores[j + 2] + scores[j + 3]);
        }
        for (; j < to; j++) {
            scores[j] = ScalarExponential.exp(scores[j] - max);
            sum += scores[j];
        }
        scale(scores, from, to, (float) (1 / sum));
    }

    private static void scale(float[] scores, int from, int to, float factor) {
        for (int j = from; j < to; j++) {
            scores[j] *= factor;
        }
    }
}
