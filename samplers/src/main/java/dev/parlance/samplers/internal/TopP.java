package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Nucleus sampling (Holtzman et al.: "The Curious Case of Neural Text Degeneration", ICLR 2020): with the candidates
 * ordered so that p<sub>1</sub> &ge; p<sub>2</sub> &ge; ..., keeps the first n, where n is the least for which
 * p<sub>1</sub> + ... + p<sub>n</sub> &ge; p.
 *
 * @param p more than 0, at most 1; 1 keeps all, even those whose probability is rounded to 0
 */
public record TopP(float p) implements Sampler {
    private static final String NAME = "top-p";
    private static final SamplerParameter<Float> P = SamplerParameter
            .realAbove("p", 0, 1, "the probability that the tokens kept reach together").withDefault(0.95f);

    public TopP {
        P.check(p);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Stateless(() -> candidates -> {
            if (p < 1 && SoftMax.isChoice(candidates)) {
                candidates.keepBestShare(p);
            }
        });
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
            return "keeps the fewest most probable tokens that reach probability p together (nucleus sampling)";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(P);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new TopP(arguments.get(P));
        }
    }
}
