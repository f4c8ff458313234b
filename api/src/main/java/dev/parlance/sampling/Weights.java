package dev.parlance.sampling;

import java.util.Arrays;

/**
 * What probabilities are before they are divided by their sum, and these sums block by block.
 */
final class Weights {
    private static final int BLOCK = Blocks.SIZE;

    private final double[] weights;

    /** For each block, the sum of the weights up to its end. */
    private final double[] reached;

    /** Scratch, as long as the weights because the compiler makes vectors only of arrays with the same index. */
    private final double[] terms;

    private int size;

    Weights(int room) {
        weights = new double[room];
        terms = new double[room];
        reached = new double[Blocks.count(room)];
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
            sum += Blocks.sum(weights, from, to, terms);
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
            sum += Blocks.sum(weights, from, Math.min(from + BLOCK, size), terms);
            reached[from / BLOCK] = sum;
        }
    }

    /** Returns all, of which only as many count as there are candidates. */
    double[] all() {
        return weights;
    }

    double get(int index) {
        return weights[index];
    }

    /** Returns the sum of all, at least 1. */
    double sum() {
        return Blocks.last(reached, size);
    }

    /** Returns the first index up to which the weights sum to more than a target, or else the last one with a weight. */
    int indexOf(double target) {
        return Blocks.indexOf(target, weights, reached, size);
    }

    /** Returns the mean of the distances to the best logit, &Sigma;<sub>i</sub> p<sub>i</sub> (l<sub>best</sub> - l<sub>i</sub>). */
    double meanDistance(float[] logits, float best) {
        double sum = 0;
        for (int from = 0; from < size; from += BLOCK) {
            int to = Math.min(from + BLOCK, size);
            multiply(weights, logits, from, to, best, terms);
            sum += Blocks.sum(terms, from, to, terms);
        }
        return sum / sum();
    }

    private static void multiply(double[] weights, float[] logits, int from, int to, double best, double[] products) {
        for (int i = from; i < to; i++) {
            // What is farther away has no weight, and what is infinitely far would have an undefined product.
            products[i] = weights[i] * Math.min(best - logits[i], 1000);
        }
    }
}
