package dev.parlance.samplers;

import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.FilterConformance;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

class GreedyTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.just(Sampler.greedy());
    }
}
