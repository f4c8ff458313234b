package dev.parlance.samplers;

import dev.parlance.samplers.laws.FilterLaws;
import dev.parlance.sampling.Sampler;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

class GreedyTest extends FilterLaws {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.just(Sampler.greedy());
    }
}
