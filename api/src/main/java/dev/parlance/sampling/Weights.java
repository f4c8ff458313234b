package dev.parlance.sampling;

import java.util.Arrays;

/**
 * What probabilities are before they are divided by their sum, and these sums block by block, so that a draw looks at one
 * block only.
 */
final class Weights {
    /** How many are computed and summed together: what the fastest cache holds. */
    private static final int BLOCK = 2048;

    private static final int LANES = 8;

    private final double[] weights;

    /** For each block, the sum of the weights up to its end. */
    private final double[] reached;

    /** Scratch, as long as the weights because the compiler makes vectors only of arrays with the same index. */
    private final double[] terms;

    private int size;

    Weights(int room) {
        weights = new double[room];
        terms = new double[room];
        reached = new double[(room + BLOCK - 1) / BLOCK];
    }

    /**
     * Computes w<sub>i</sub> = exp(l<sub>i</sub> - l<sub>best</sub>). If the best logit is infinite, the best has all.
     *
     * @param count of the logits, at least 1
     * @param best an index of the largest
     */
    void compute(float[] logits, int count, int best) {
        size = count;
        float max = logits[best];
        if (Float.isInfinite(max)) {
            Arrays.fill(weights, 0, size, 0);
            weights[best] = 1;
        }
        double sum = 0;
        for (int from = 0; from < size; from += BLOCK) {
            int to = Math.min(from + BLOCK, size);
            if (Float.isFinite(max)) {
                Exponential.compute(logits, from, to, max, weights);
            }
            sum += sum(weights, from, to);
            reached[from / BLOCK] = sum;
        }
    }

    /** Keeps those of some indices, in ascending order, the best among them. */
    void keep(int[] indices, int count) {
        size = count;
        for (int i = 0; i < size; i++) {
            weights[i] = weights[indices[i]];
        }
        double sum = 0;
        for (int from = 0; from < size; from += BLOCK) {
            sum += sum(weights, from, Math.min(from + BLOCK, size));
            reached[from / BLOCK] = sum;
        }
    }

    double get(int index) {
        return weights[index];
    }

    /** Returns the sum of all, at least 1. */
    double sum() {
        return reached[(size - 1) / BLOCK];
    }

    /** Returns the first index up to which the weights sum to more than a target, or else the last one with a weight. */
    int indexOf(double target) {
        int from = 0;
        double sum = 0;
        while (reached[from / BLOCK] <= target && reached[from / BLOCK] < sum()) {
            sum = reached[from / BLOCK];
            from += BLOCK;
        }
        int last = 0;
        for (int i = from; i < size && sum <= target; i++) { // a block's sum may be rounded otherwise, so that the next is looked at
            if (weights[i] > 0) {
                sum += weights[i];
                last = i;
            }
        }
        return last;
    }

    /** Returns the mean of the distances to the best logit, &Sigma;<sub>i</sub> p<sub>i</sub> (l<sub>best</sub> - l<sub>i</sub>). */
    double meanDistance(float[] logits, float best) {
        double sum = 0;
        for (int from = 0; from < size; from += BLOCK) {
            int to = Math.min(from + BLOCK, size);
            multiply(weights, logits, from, to, best, terms);
            sum += sum(terms, from, to);
        }
        return sum / sum();
    }

    private static void multiply(double[] weights, float[] logits, int from, int to, double best, double[] products) {
        for (int i = from; i < to; i++) {
            // What is farther away has no weight, and what is infinitely far would have an undefined product.
            products[i] = weights[i] * Math.min(best - logits[i], 1000);
        }
    }

    /** Adds those of a block a quarter of it apart, which the compiler makes vectors of, and then the sums. */
    private double sum(double[] a, int from, int to) {
        if (to - from < BLOCK) {
            return sumInOrder(a, from, to);
        }
        int quarter = from + BLOCK / 4;
        addQuarters(a, from, quarter, terms);
        return sumInOrder(terms, from, quarter);
    }

    private static void addQuarters(double[] a, int from, int to, double[] sums) {
        for (int i = from; i < to; i++) {
            sums[i] = (a[i] + a[i + BLOCK / 4]) + (a[i + BLOCK / 2] + a[i + 3 * BLOCK / 4]);
        }
    }

    /** Adds in eight sums, whose additions need not wait for each other, and these pairwise. */
    private static double sumInOrder(double[] a, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int whole = to - (to - from) % LANES;
        for (int i = from; i < whole; i += LANES) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        double sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
        for (int i = whole; i < to; i++) {
            sum += a[i];
        }
        return sum;
    }
}
