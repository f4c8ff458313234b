package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * A temperature that grows with the uncertainty of the model (entropy-based dynamic temperature, as llama.cpp and
 * KoboldCpp have it): T = T<sub>min</sub> + (T<sub>max</sub> - T<sub>min</sub>) (H / ln n)<sup>exponent</sup>, where H =
 * -&Sigma; p<sub>i</sub> ln p<sub>i</sub> is the entropy of the n candidates, T<sub>min</sub> = max(0, temperature - range)
 * and T<sub>max</sub> = temperature + range. A single candidate stays as it is.
 *
 * @param temperature finite, at least 0
 * @param range finite, at least 0; 0 is a constant temperature
 * @param exponent finite, at least 0
 */
public record DynamicTemperature(float temperature, float range, float exponent) implements Sampler {
    private static final String NAME = "dynamic-temperature";
    private static final SamplerParameter<Float> TEMPERATURE = SamplerParameter
            .real("temperature", 0, Float.MAX_VALUE, "the middle between the lowest and the highest temperature")
            .withDefault(0.8f);
    private static final SamplerParameter<Float> RANGE = SamplerParameter
            .real("range", 0, Float.MAX_VALUE, "how far the temperature goes from the middle").withDefault(0.5f);
    private static final SamplerParameter<Float> EXPONENT = SamplerParameter
            .real("exponent", 0, Float.MAX_VALUE,
                    "above 1, the temperature stays low unless the model is very uncertain")
            .withDefault(1f);

    public DynamicTemperature {
        TEMPERATURE.check(temperature);
        RANGE.check(range);
        EXPONENT.check(exponent);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Stateless(() -> this::apply);
    }

    private void apply(Candidates candidates) {
        if (range == 0) {
            Temperature.divide(candidates, temperature);
        } else if (SoftMax.isChoice(candidates)) {
            Temperature.divide(candidates, temperature(candidates));
        }
    }

    private float temperature(Candidates candidates) {
        double uncertainty = Math.min(candidates.entropy() / StrictMath.log(candidates.size()), 1);
        double lowest = Math.max(0, (double) temperature - range);
        double highest = (double) temperature + range;
        return (float) Math.min(lowest + (highest - lowest) * Power.of(uncertainty, exponent), Float.MAX_VALUE);
    }

    @Override
    public String toString() {
        return NAME + "(" + TEMPERATURE.assign(temperature) + "," + RANGE.assign(range) + ","
                + EXPONENT.assign(exponent) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "a temperature that is higher the less certain the model is";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(TEMPERATURE, RANGE, EXPONENT);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new DynamicTemperature(arguments.get(TEMPERATURE), arguments.get(RANGE), arguments.get(EXPONENT));
        }
    }
}
