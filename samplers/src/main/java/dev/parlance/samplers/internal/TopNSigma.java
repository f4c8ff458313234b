package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the candidates whose logits are within n standard deviations of the best: l<sub>i</sub> &ge; l<sub>best</sub> - n
 * &sigma;, with &sigma; that of all logits but negative infinity (Tang et al.: "Top-n&sigma;: Not All Logits Are You Need",
 * 2024). As a temperature divides logits and &sigma; alike, the same tokens are kept before it and after.
 *
 * @param n more than 0, finite
 */
public record TopNSigma(float n) implements Sampler {
    private static final String NAME = "top-n-sigma";
    private static final SamplerParameter<Float> N = SamplerParameter
            .realAbove("n", 0, Float.MAX_VALUE, "how many standard deviations below the best logit are kept")
            .withDefault(1f);

    public TopNSigma {
        N.check(n);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Stateless(this::rule);
    }

    private Consumer<Candidates> rule() {
        Moments moments = new Moments();
        return candidates -> apply(candidates, moments);
    }

    private void apply(Candidates candidates, Moments moments) {
        if (!SoftMax.isChoice(candidates)) {
            return;
        }
        candidates.sortByToken(); // so that the sums are the same whatever order an earlier sampler left
        double best = candidates.logit(candidates.best());
        moments.compute(candidates, best);
        if (!(moments.sum < Double.POSITIVE_INFINITY)) {
            candidates.keepAtLeast(-Float.MAX_VALUE);
            moments.compute(candidates, best);
        }
        int count = candidates.size();
        double variance = (moments.squares - moments.sum * moments.sum / count) / count;
        candidates.keepAtLeast(best - n * Math.sqrt(Math.max(variance, 0)));
    }

    /** Sums of the distances to the best logit: not of the logits, so that less is lost when they are subtracted. */
    private static final class Moments {
        /** Sums that can be added to together. */
        private static final int LANES = 1024;

        private final double[] sums = new double[LANES];
        private final double[] sumsOfSquares = new double[LANES];
        private float[] logits = new float[0];
        private double sum;
        private double squares;

        void compute(Candidates candidates, double best) {
            if (logits.length < candidates.size()) {
                logits = new float[candidates.size()];
            }
            candidates.copyLogits(logits);
            Arrays.fill(sums, 0);
            Arrays.fill(sumsOfSquares, 0);
            for (int from = 0; from < candidates.size(); from += LANES) {
                add(logits, from, Math.min(LANES, candidates.size() - from), best, sums, sumsOfSquares);
            }
            sum = 0;
            squares = 0;
            for (int i = 0; i < LANES; i++) {
                sum += sums[i];
                squares += sumsOfSquares[i];
            }
        }

        private static void add(float[] logits, int from, int count, double best, double[] sums, double[] squares) {
            for (int i = 0; i < count; i++) {
                double distance = best - logits[from + i];
                sums[i] += distance;
                squares[i] += distance * distance;
            }
        }
    }

    @Override
    public String toString() {
        return NAME + "=" + n;
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "keeps tokens whose logits are within n standard deviations of the best";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(N);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new TopNSigma(arguments.get(N));
        }
    }
}
