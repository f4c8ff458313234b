package dev.parlance.samplers;

import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.NamedSamplerRules;

/** Samplers that {@link Samplers#parse} knows by name. */
public interface Named extends NamedSamplerRules {
    @Override
    default Sampler parse(String spec) {
        return Samplers.parse(spec);
    }
}
