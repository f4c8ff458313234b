package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/** Gives {@link Sampler#greedy()} its name. */
public final class GreedyProvider implements SamplerProvider {
    @Override
    public String name() {
        return "greedy";
    }

    @Override
    public String description() {
        return "takes the most probable token";
    }

    @Override
    public List<SamplerParameter<?>> parameters() {
        return List.of();
    }

    @Override
    public Sampler create(SamplerArguments arguments) {
        return Sampler.greedy();
    }
}
