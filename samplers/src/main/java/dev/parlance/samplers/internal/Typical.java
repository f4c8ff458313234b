package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;
import java.util.function.Consumer;

/**
 * Locally typical sampling (Meister et al.: "Locally Typical Sampling", TACL 2023): with the entropy H = -&Sigma; p<sub>i</sub>
 * ln p<sub>i</sub> and the candidates ordered by how far their information is from it, |-ln p<sub>i</sub> - H|, keeps the
 * first n, where n is the least for which their probabilities reach p together.
 *
 * @param p more than 0, at most 1; 1 keeps all
 */
public record Typical(float p) implements Sampler {
    private static final String NAME = "typical";
    private static final SamplerParameter<Float> P = SamplerParameter
            .realAbove("p", 0, 1, "the probability that the tokens kept reach together").withDefault(0.95f);

    public Typical {
        P.check(p);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Stateless(this::rule);
    }

    private Consumer<Candidates> rule() {
        Nucleus nucleus = new Nucleus();
        return candidates -> {
            if (p < 1 && nucleus.begin(candidates)) {
                // The logarithm of the sum of weights is in the information of each and in its mean, and so in no difference.
                double best = nucleus.softMax().best();
                double mean = nucleus.softMax().meanDistance(candidates);
                float[] scores = nucleus.scores();
                for (int i = 0; i < candidates.size(); i++) {
                    scores[i] = (float) Math.abs(best - candidates.logit(i) - mean);
                }
                nucleus.keep(candidates, p);
            }
        };
    }

    @Override
    public String toString() {
        return NAME + "=" + p;
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "keeps the fewest tokens that reach probability p together, those first that surprise as much as the average";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(P);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Typical(arguments.get(P));
        }
    }
}
