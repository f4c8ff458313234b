package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;

/**
 * Probabilities before they are divided by their sum: exp(l<sub>i</sub> - l<sub>best</sub>), from 0 to 1, in double
 * precision and the same on every machine.
 */
final class SoftMax {
    private SoftMax() {}

    /** Returns the weight of a logit relative to that of the best one, which is finite. */
    static double weight(float logit, float best) {
        return StrictMath.exp((double) logit - best);
    }

    /** Returns the sum of all weights, in the order in which the candidates stand. */
    static double sum(Candidates candidates, float best) {
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            sum += weight(candidates.logit(i), best);
        }
        return sum;
    }
}
