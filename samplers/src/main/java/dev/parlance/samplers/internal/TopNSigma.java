package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

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
        return new Stateless(() -> this::apply);
    }

    private void apply(Candidates candidates) {
        candidates.sortByToken(); // so that the sums are the same whatever order an earlier sampler left
        double best = candidates.logit(candidates.best());
        if (Double.isInfinite(best)) {
            candidates.keepBest(1);
            return;
        }
        int count = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float logit = candidates.logit(i);
            if (logit > Float.NEGATIVE_INFINITY) {
                double distance = best - logit; // not the logit, so that less is lost in the difference below
                sum += distance;
                squares += distance * distance;
                count++;
            }
        }
        double variance = (squares - sum * sum / count) / count;
        candidates.keepAtLeast(best - n * Math.sqrt(Math.max(variance, 0)));
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
