package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

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
        return new Stateless(() -> this::apply);
    }

    private void apply(Candidates candidates) {
        if (p < 1 && SoftMax.isChoice(candidates)) {
            // As -ln p = best - l + ln(sum of weights), information as large as the entropy belongs to this logit.
            double logit = candidates.logit(candidates.best()) + StrictMath.log(candidates.weigh())
                    - candidates.entropy();
            candidates.keepNearestShare(logit, p);
        }
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
