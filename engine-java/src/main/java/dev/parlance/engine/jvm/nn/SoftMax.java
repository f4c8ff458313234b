package dev.parlance.engine.jvm.nn;

/** The soft-max function: exponentials that add up to 1. */
public final class SoftMax {
    private SoftMax() {}

    /**
     * Replaces the first scores by their soft-max. As in ggml four exponentials at a time add up in float, and these sums
     * in double.
     */
    public static void apply(float[] scores, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < count; j++) {
            max = Math.max(max, scores[j]);
        }
        for (int j = 0; j < count; j++) {
            scores[j] = Exponential.exp(scores[j] - max);
        }
        double sum = 0;
        int j = 0;
        for (; j <= count - 4; j += 4) {
            sum += (scores[j] + scores[j + 1]) + (scores[j + 2] + scores[j + 3]);
        }
        if (j < count) {
            float second = j + 1 < count ? scores[j + 1] : 0;
            float third = j + 2 < count ? scores[j + 2] : 0;
            sum += (scores[j] + second) + third;
        }
        float inverse = (float) (1 / sum);
        for (int i = 0; i < count; i++) {
            scores[i] *= inverse;
        }
    }
}
