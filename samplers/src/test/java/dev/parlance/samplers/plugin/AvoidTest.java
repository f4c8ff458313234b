package dev.parlance.samplers.plugin;

import dev.parlance.samplers.Named;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.SamplerConformance;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

import java.util.List;

/** A sampler of somebody else, with a state and with texts, is a sampler like all others. */
class AvoidTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        Arbitrary<String> numbers = Arbitraries.integers().between(0, 5).map(String::valueOf);
        Arbitrary<String> special = Arbitraries.strings().withChars("\\,()=| \n\t\rn\u00a0");
        Arbitrary<List<String>> words = Arbitraries.oneOf(numbers, special, Arbitraries.strings().all())
                .filter(word -> !word.isEmpty()).list().ofMaxSize(5);
        return Combinators.combine(Arbitraries.floats().between(0, 10).ofScale(5), words).as(Avoid::new);
    }
}
