package dev.parlance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.sampling.Distribution;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The rules of every sampler that only takes tokens away. */
public abstract class FilterConformance extends SamplerConformance {
    /** For subclasses. */
    protected FilterConformance() {}

    /** With the logits also the order of those kept and the ratio of their probabilities stay. */
    @Property
    void leavesTheLogitsOfTheTokensItKeeps(@ForAll("samplers") Sampler sampler, @ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(sampler).apply(candidates);
        assertThat(before.logits()).containsAllEntriesOf(Distribution.of(candidates).logits());
    }
}
