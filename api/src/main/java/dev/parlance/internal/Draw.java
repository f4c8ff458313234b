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

    /** Makes the generator's state from a seed. */
    public Draw(long seed) {
        random = new SplitMix64(seed);
    }

    /**
     * Returns the token drawn. Draws a random number only if there is a choice.
     *
     * @param candidates at least one; may be put in the order of their ids
     */
    public int next(Candidates candidates) {
        return candidates.hasChoice()
                ? candidates.tokenAt(random.nextDouble())
                : candidates.token(candidates.best());
    }
}
