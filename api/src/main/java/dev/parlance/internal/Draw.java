package dev.parlance.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.SplitMix64;

/**
 * Draws one of the candidates with the probabilities of their soft-max.
 *
 * <p>Candidates are visited in the order of their ids, whatever the order that samplers left, so that two engines whose
 * logits differ in the last place draw the same token.
 */
public final class Draw {
    private final SplitMix64 random;
    private double[] weights = new double[0];

    /** Makes the generator's state from a seed. */
    public Draw(long seed) {
        random = new SplitMix64(seed);
    }

    /**
     * Returns the token drawn. Draws a random number only if there is a choice.
     *
     * @param candidates at least one; put in the order of their ids
     */
    public int next(Candidates candidates) {
        int size = candidates.size();
        if (size == 1) {
            return candidates.token(0);
        }
        if (Float.isInfinite(candidates.logit(candidates.best()))) {
            return candidates.token(candidates.best());
        }
        if (weights.length < size) {
            weights = new double[size];
        }
        double target = candidates.weights(weights) * random.nextDouble();
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
}
