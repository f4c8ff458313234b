package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;

import java.util.Arrays;

/** The probabilities that candidates had, by token, for a sampler that learns later which of them was chosen. */
final class Probabilities {
    private int[] tokens = new int[0];
    private double[] probabilities = new double[0];
    private int size;

    /**
     * Remembers candidates.
     *
     * @param softMax computed for them
     */
    void remember(Candidates candidates, SoftMax softMax) {
        size = candidates.size();
        if (tokens.length < size) {
            tokens = new int[size];
            probabilities = new double[size];
        }
        for (int i = 0; i < size; i++) {
            tokens[i] = candidates.token(i);
            probabilities[i] = softMax.weight(i) / softMax.sum();
        }
    }

    /** Returns the probability that a token had, 0 if it was no candidate. */
    double of(int token) {
        int index = Arrays.binarySearch(tokens, 0, size, token);
        return index < 0 ? 0 : probabilities[index];
    }

    Probabilities copy() {
        Probabilities copy = new Probabilities();
        copy.tokens = Arrays.copyOf(tokens, size);
        copy.probabilities = Arrays.copyOf(probabilities, size);
        copy.size = size;
        return copy;
    }
}
