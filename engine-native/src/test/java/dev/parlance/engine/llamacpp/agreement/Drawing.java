package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a token of a generation was drawn, computed anew by the rule that the API promises: in the order of their ids,
 * candidates add up their probabilities, and the first whose sum is above the random number is taken.
 *
 * @param number from 0 to 1; if there was but one candidate, 0
 * @param rows the model's logits after the prompt and after each token since then, those drawn from last
 * @param sums by token, the probabilities of the candidates up to it
 */
record Drawing(double number, float[][] rows, double[] sums) {

    /**
     * Repeats a generation up to a token.
     *
     * @param tokens what was generated
     * @param index of the token among them
     */
    static Drawing of(LanguageModel model, int[] prompt, Sampler sampler, long seed, List<Integer> tokens, int index) {
        Sampler.State state = sampler.newState(new SamplingContext(seed, model.tokenizer(),
                Arrays.stream(prompt).boxed().toList(), Set.of()));
        Candidates candidates = new Candidates(model.info().vocabularySize());
        long generator = seed;
        float[][] rows = new float[index + 1][];
        try (Session session = model.newSession()) {
            Logits logits = session.evaluate(prompt);
            for (int i = 0;; i++) {
                float[] row = new float[logits.size()];
                logits.copyTo(row);
                rows[i] = row.clone();
                candidates.reset(row);
                state.apply(candidates);
                double number = 0;
                if (candidates.size() > 1) {
                    generator += 0x9E3779B97F4A7C15L;
                    number = uniform(generator);
                }
                if (i == index) {
                    return new Drawing(number, rows, sums(candidates, row.length));
                }
                state.accept(tokens.get(i));
                logits = session.evaluate(tokens.get(i));
            }
        }
    }

    /** Returns the output of SplitMix64 (Steele et al., 2014) for a state, as a fraction of 53 bits. */
    private static double uniform(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }

    private static double[] sums(Candidates candidates, int vocabulary) {
        double[] sums = new double[vocabulary];
        float best = candidates.logit(candidates.best());
        for (int i = 0; i < candidates.size(); i++) {
            sums[candidates.token(i)] = StrictMath.exp((double) candidates.logit(i) - best);
        }
        Arrays.parallelPrefix(sums, Double::sum);
        double all = sums[vocabulary - 1];
        return Arrays.stream(sums).map(sum -> sum / all).toArray();
    }

    /** Returns the logits that the token was drawn from. */
    float[] logits() {
        return rows[rows.length - 1];
    }

    /** Returns the token drawn. */
    int token() {
        return IntStream.range(0, sums.length).filter(token -> sums[token] > number).findFirst().orElseThrow();
    }

    /** Returns the probability of a token, 0 if it is no candidate. */
    double probability(int token) {
        return token == 0 ? sums[0] : sums[token] - sums[token - 1];
    }

    /** Returns the largest difference of two logits of another drawing. */
    double largestDifference(Drawing other) {
        return IntStream.range(0, sums.length).mapToDouble(i -> Math.abs(logits()[i] - other.logits()[i])).max()
                .orElse(0);
    }
}
