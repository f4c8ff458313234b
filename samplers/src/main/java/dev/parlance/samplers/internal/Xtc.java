package dev.parlance.samplers.internal;

import dev.parlance.internal.Quicksort;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.sampling.SplitMix64;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Excludes top choices (by p-e-w, first in text-generation-webui, 2024): at random, as often as the probability says,
 * takes away all candidates with p<sub>i</sub> &ge; threshold but the least probable of them. Nothing happens if they are
 * fewer than two, so that a continuation without alternative stays.
 *
 * <p>The choices come from {@link SplitMix64#of SplitMix64.of(seed, "xtc")}, a number a token.
 *
 * @param probability from 0 to 1
 * @param threshold from 0 to 0.5, above which no two candidates can be
 */
public record Xtc(float probability, float threshold) implements Sampler {
    private static final String NAME = "xtc";
    private static final SamplerParameter<Float> PROBABILITY = SamplerParameter
            .real("probability", 0, 1, "how often tokens are excluded").withDefault(0.5f);
    private static final SamplerParameter<Float> THRESHOLD = SamplerParameter
            .real("threshold", 0, 0.5f, "the probability from which on a token counts as a top choice")
            .withDefault(0.1f);

    public Xtc {
        PROBABILITY.check(probability);
        THRESHOLD.check(threshold);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Excluding(SplitMix64.of(context.seed(), NAME));
    }

    private final class Excluding implements State {
        private final SplitMix64 random;

        /** The best tokens, as many as can be top choices and one more. */
        private int[] best = new int[0];
        private long[] keys = new long[0];

        Excluding(SplitMix64 random) {
            this.random = random;
        }

        @Override
        public void apply(Candidates candidates) {
            if (random.nextDouble() < probability && SoftMax.isChoice(candidates)) {
                double limit = threshold * candidates.weigh();
                int choices = countChoices(candidates, limit);
                if (choices > 1) {
                    sort(choices - 1);
                    candidates.remove(best, choices - 1);
                }
            }
        }

        /** Puts the first of the best in the order of their ids, without the arrays that {@link java.util.Arrays#sort} makes. */
        private void sort(int count) {
            for (int i = 0; i < count; i++) {
                keys[i] = best[i];
            }
            Quicksort.sort(keys, 0, count - 1);
            for (int i = 0; i < count; i++) {
                best[i] = (int) keys[i];
            }
        }

        private int countChoices(Candidates candidates, double limit) {
            if (limit > 1) { // the weight of the best
                return 0;
            }
            int room = (int) Math.min(candidates.size(), 2 + 1 / (double) threshold);
            if (best.length < room) {
                best = new int[room];
                keys = new long[room];
            }
            int count = candidates.copyBest(best);
            int choices = 1;
            while (choices < count && candidates.weight(candidates.indexOf(best[choices])) >= limit) {
                choices++;
            }
            return choices;
        }

        @Override
        public State copy() {
            return new Excluding(random.copy());
        }
    }

    @Override
    public String toString() {
        return NAME + "(" + PROBABILITY.assign(probability) + "," + THRESHOLD.assign(threshold) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "takes away the most probable tokens at random, if there are less probable ones that will do";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(PROBABILITY, THRESHOLD);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Xtc(arguments.get(PROBABILITY), arguments.get(THRESHOLD));
        }
    }
}
