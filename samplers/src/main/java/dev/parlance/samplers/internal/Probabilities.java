package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;

import java.util.Arrays;

/** The probabilities that candidates had, by token, for a sampler that learns later which of them was chosen. */
final class Probabilities {
    private int[] tokens = new int[0];
    private float[] logits = new float[0];
    private int size;
    private double best;
    private double sum;

    /** Remembers candidates, and puts them in the order of their ids. If the best logit is infinite, only the best is kept. */
    void remember(Candidates candidates) {
        if (SoftMax.isChoice(candidates)) {
            best = candidates.logit(candidates.best());
            sum = candidates.weigh();
        }
        size = candidates.size();
        if (tokens.length < size) {
            int room = Math.max(size, 2 * tokens.length);
            tokens = new int[room];
            logits = new float[room];
        }
        candidates.copyTokens(tokens);
        candidates.copyLogits(logits);
    }

    /** Returns the probability that a token had, 0 if it was no candidate. */
    double of(int token) {
        int index = Arrays.binarySearch(tokens, 0, size, token);
        if (index < 0) {
            return 0;
        }
        return size == 1 ? 1 : StrictMath.exp(logits[index] - best) / sum;
    }

    Probabilities copy() {
        Probabilities copy = new Probabilities();
        copy.tokens = Arrays.copyOf(tokens, size);
        copy.logits = Arrays.copyOf(logits, size);
        copy.size = size;
        copy.best = best;
        copy.sum = sum;
        return copy;
    }
}
