package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Divides the logits by a temperature T (Ackley, Hinton, Sejnowski: "A learning algorithm for Boltzmann machines", 1985):
 * p<sub>i</sub> = exp(l<sub>i</sub> / T) / &Sigma;<sub>j</sub> exp(l<sub>j</sub> / T). As T goes to 0, all probability
 * goes to the best candidate, which is what 0 stands for.
 *
 * @param temperature finite, at least 0
 */
public record Temperature(float temperature) implements Sampler {
    private static final String NAME = "temperature";
    private static final SamplerParameter<Float> TEMPERATURE = SamplerParameter
            .real("temperature", 0, Float.MAX_VALUE, "what logits are divided by; 0 takes the most probable token")
            .withDefault(0.8f);

    public Temperature {
        TEMPERATURE.check(temperature);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Stateless(() -> candidates -> divide(candidates, temperature));
    }

    /** Divides all logits by a temperature, or keeps the best. */
    static void divide(Candidates candidates, float temperature) {
        float best = candidates.logit(candidates.best());
        if (Float.isFinite(best / temperature)) {
            candidates.divideLogits(temperature);
        } else {
            // At 0, or so near to it that the quotients no longer tell the best from others.
            candidates.keepBest(1);
        }
    }

    @Override
    public String toString() {
        return NAME + "=" + temperature;
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "makes improbable tokens less probable (below 1) or more probable (above 1)";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(TEMPERATURE);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Temperature(arguments.get(TEMPERATURE));
        }
    }
}
