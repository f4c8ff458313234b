package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;

/**
 * The probabilities of candidates: p<sub>i</sub> = w<sub>i</sub> / &Sigma;<sub>j</sub> w<sub>j</sub> with w<sub>i</sub> =
 * exp(l<sub>i</sub> - l<sub>best</sub>). The room for them is kept from one token to the next.
 */
final class SoftMax {
    private double[] weights = new double[0];
    private int size;
    private double sum;
    private float best;

    /**
     * Computes the probabilities, and puts the candidates in the order of their ids. If the best logit is infinite, only
     * the best candidate is kept, for it has all the probability.
     *
     * @return whether there is more than one candidate now, and so something to choose
     */
    boolean compute(Candidates candidates) {
        best = candidates.logit(candidates.best());
        if (Float.isInfinite(best)) {
            candidates.keepBest(1);
        }
        size = candidates.size();
        if (weights.length < size) {
            weights = new double[size];
        }
        sum = candidates.weights(weights);
        return size > 1;
    }

    /** Returns w<sub>i</sub>, from 0 to 1. */
    double weight(int index) {
        return weights[index];
    }

    /** Returns the sum of all weights, at least 1. */
    double sum() {
        return sum;
    }

    /** Returns l<sub>best</sub>, finite if there is more than one candidate. */
    float best() {
        return best;
    }

    /**
     * Returns the mean distance to the best, &Sigma;<sub>i</sub> p<sub>i</sub> (l<sub>best</sub> - l<sub>i</sub>), at
     * least 0. With ln &Sigma;<sub>j</sub> w<sub>j</sub> added it is the entropy.
     *
     * @param candidates those that were computed, unchanged
     */
    double meanDistance(Candidates candidates) {
        double distance = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] > 0) { // else the distance may be infinite
                distance += weights[i] * ((double) best - candidates.logit(i));
            }
        }
        return distance / sum;
    }
}
