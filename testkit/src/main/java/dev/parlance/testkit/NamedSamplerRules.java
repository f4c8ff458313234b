package dev.parlance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Sampler;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What samplers that spec strings can name keep besides {@link SamplerConformance}. */
public interface NamedSamplerRules {

    /** Returns the sampler that a spec string means, usually {@code Samplers.parse(spec)}. */
    Sampler parse(String spec);

    @Property
    default void isWrittenAsASpecThatGivesItAgain(@ForAll("samplers") Sampler sampler) {
        assertThat(parse(sampler.toString())).isEqualTo(sampler);
    }
}
