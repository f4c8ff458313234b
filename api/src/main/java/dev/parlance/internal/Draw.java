package dev.parlance.internal;

import dev.parlance.sampling.Candidates;

/**
 * Draws one of the candidates with the probabilities of their soft-max.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014),
 * written out because its sequence is a promise. Candidates are visited in the order of their ids, whatever the order
 * that samplers left, so that two engines whose logits differ in the last place draw the same token.
 */
final class Draw {
    private long state;
    private double[] weights = new double[0];

    Draw(long seed) {
        state = seed;
    }

    /**
     * Returns the token drawn. Draws a random number only if there is a choice.
     *
     * @param candidates at least one; put in the order of their ids
     */
    int next(Candidates candidates) {
        if (candidates.size() == 1) {
            return candidates.token(0);
        }
        float max = candidates.logit(candidates.best());
        candidates.sortByToken();
        if (max == Float.POSITIVE_INFINITY || max == Float.NEGATIVE_INFINITY) {
            return candidates.token(candidates.best());
        }
        int size = candidates.size();
        if (weights.length < size) {
            weights = new double[size];
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            weights[i] = StrictMath.exp((double) candidates.logit(i) - max);
            sum += weights[i];
        }
        double target = uniform() * sum;
        double reached = 0;
        int last = 0;
        for (int i = 0; i < size && reached <= target; i++) {
            if (weights[i] > 0) {
                reached += weights[i];
                last = i;
            }
        }
        return candidates.token(last);
    }

    /** Returns a number from 0 (inclusive) to 1 (exclusive), a multiple of 2^-53. */
    private double uniform() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 11) * 0x1.0p-53;
    }
}
