package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;

/** The probabilities of candidates, p<sub>i</sub> = w<sub>i</sub> / &Sigma;<sub>j</sub> w<sub>j</sub>. */
final class SoftMax {
    private SoftMax() {}

    /**
     * Returns whether there is more than one candidate, and so something to choose. If the best logit is infinite, only the
     * best candidate is kept, for it has all the probability.
     */
    static boolean isChoice(Candidates candidates) {
        if (Float.isInfinite(candidates.logit(candidates.best()))) {
            candidates.keepBest(1);
        }
        return candidates.size() > 1;
    }
}
