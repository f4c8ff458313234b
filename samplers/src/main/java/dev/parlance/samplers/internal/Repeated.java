package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;

import java.util.Arrays;

/** The state of a penalty for the tokens that are among the last ones. */
final class Repeated implements Sampler.State {
    private final Penalty penalty;
    private final TokenWindow window;

    /** How often each token is among the last ones, by id, as far as needed. */
    private int[] counts;

    /** What becomes of the logit of a token that is there already. */
    interface Penalty {
        /** Returns a token's logit, not NaN for one that is not, after the token has been chosen a number of times. */
        float penalise(float logit, int count);
    }

    /**
     * Makes the state.
     *
     * @param last how many tokens count
     */
    Repeated(Penalty penalty, int last, SamplingContext context) {
        this(penalty, new TokenWindow(last), new int[0]);
        context.promptTokens().stream().skip(window.outside(context)).forEach(this::accept);
    }

    private Repeated(Penalty penalty, TokenWindow window, int[] counts) {
        this.penalty = penalty;
        this.window = window;
        this.counts = counts;
    }

    @Override
    public void apply(Candidates candidates) {
        candidates.sortByToken(); // for a quick look-up
        for (int i = 0; i < window.size(); i++) {
            int token = window.fromEnd(i);
            int count = counts[token];
            if (count > 0) {
                counts[token] = -count; // done, should it come again
                int index = candidates.indexOf(token);
                if (index >= 0) {
                    candidates.setLogit(index, penalty.penalise(candidates.logit(index), count));
                }
            }
        }
        for (int i = 0; i < window.size(); i++) {
            int token = window.fromEnd(i);
            counts[token] = Math.abs(counts[token]);
        }
    }

    @Override
    public void accept(int token) {
        if (token >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(token + 1, 2 * counts.length));
        }
        counts[token]++;
        int left = window.add(token);
        if (left != TokenWindow.NONE) {
            counts[left]--;
        }
    }

    @Override
    public Sampler.State copy() {
        return new Repeated(penalty, window.copy(), counts.clone());
    }
}
