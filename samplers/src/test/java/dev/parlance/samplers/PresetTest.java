package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.SamplerConformance;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.Provide;

class PresetTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.of("default", "precise", "creative", "llama.cpp").map(Samplers::parse);
    }

    @Example
    void aNameStandsForItsChain() {
        assertThat(Samplers.parse("default")).isSameAs(Sampler.greedy());
        assertThat(Samplers.parse("llama.cpp")).hasToString("top-k=40,top-p=0.95,min-p=0.05,temperature=0.8");
        assertThat(Samplers.parse("precise")).hasToString("min-p=0.1,temperature=0.3");
        assertThat(Samplers.parse("creative")).hasToString(
                "dry(multiplier=0.8,base=1.75,allowed=2,last=1024,breakers=\\n|:|\"|*),min-p=0.05,"
                        + "xtc(probability=0.5,threshold=0.1)");
    }

    @Example
    void otherSamplersCanStandBesideIt() {
        assertThat(Samplers.parse("top-k=5,precise")).isEqualTo(
                Samplers.chain(Samplers.topK(5), Samplers.minP(0.1f), Samplers.temperature(0.3f)));
    }
}
