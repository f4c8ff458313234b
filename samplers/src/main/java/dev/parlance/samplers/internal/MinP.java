package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Keeps the candidates with p<sub>i</sub> &ge; p &middot; p<sub>best</sub>, which is the same as l<sub>i</sub> &ge;
 * l<sub>best</sub> + ln p (Nguyen et al.: "Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs",
 * ICLR 2025).
 *
 * @param p more than 0, at most 1
 */
public record MinP(float p) implements Sampler {
    private static final String NAME = "min-p";
    private static final SamplerParameter<Float> P = SamplerParameter
            .realAbove("p", 0, 1, "the least probability, as a fraction of that of the most probable token")
            .withDefault(0.05f);

    public MinP {
        P.check(p);
    }

    @Override
    public State newState(SamplingContext context) {
        double logP = StrictMath.log(p);
        return new Stateless(() -> candidates -> candidates.keepAtLeast(candidates.logit(candidates.best()) + logP));
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
            return "keeps tokens at least p times as probable as the most probable one";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(P);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new MinP(arguments.get(P));
        }
    }
}
