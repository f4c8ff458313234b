package dev.parlance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.sampling.AwkwardLogits;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.NumberTokenizer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The rules that every sampler keeps, whatever it does. A plugin extends this and gives its samplers:
 *
 * <pre>{@code
 * class MySamplerTest extends SamplerConformance implements NamedSamplerRules {
 *     @Provide
 *     protected Arbitrary<Sampler> samplers() {
 *         return Arbitraries.floats().between(0, 1).map(MySampler::new);
 *     }
 *
 *     public Sampler parse(String spec) {
 *         return Samplers.parse(spec);
 *     }
 * }
 * }</pre>
 *
 * <p>A sampler that only takes tokens away keeps the rules of {@link FilterConformance} too.
 */
public abstract class SamplerConformance {
    /** For subclasses. */
    protected SamplerConformance() {}

    /** Returns samplers of the kind under test, with all sorts of parameters. */
    @Provide
    protected abstract Arbitrary<Sampler> samplers();

    @Provide
    final Arbitrary<float[]> logits() {
        return AwkwardLogits.any();
    }

    @Provide
    final Arbitrary<List<float[]>> sequences() {
        return AwkwardLogits.sequences();
    }

    @Property
    void addsNoTokenAndLeavesAtLeastOne(@ForAll("samplers") Sampler sampler, @ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        candidates.keepIf(i -> i % 3 != 1);
        Set<Integer> before = Distribution.of(candidates).logits().keySet();
        state(sampler).apply(candidates);
        assertThat(candidates.size()).isPositive();
        assertThat(before).containsAll(Distribution.of(candidates).logits().keySet());
    }

    @Property
    void doesTheSameInWhateverOrderTheCandidatesStand(@ForAll("samplers") Sampler sampler,
            @ForAll("logits") float[] logits, @ForAll int sorted) {
        Candidates byToken = Candidates.of(logits);
        Candidates bestFirst = Candidates.of(logits);
        bestFirst.sort(1 + Math.floorMod(sorted, logits.length));
        state(sampler).apply(byToken);
        state(sampler).apply(bestFirst);
        assertThat(Distribution.of(bestFirst)).isEqualTo(Distribution.of(byToken));
    }

    @Property
    void theSameSeedGivesTheSameTokens(@ForAll("samplers") Sampler sampler,
            @ForAll("sequences") List<float[]> sequence, @ForAll long seed) {
        assertThat(generate(state(sampler), sequence, seed)).isEqualTo(generate(state(sampler), sequence, seed));
    }

    @Property
    void aCopyContinuesIdenticallyAndIndependently(@ForAll("samplers") Sampler sampler,
            @ForAll("sequences") List<float[]> before, @ForAll("sequences") List<float[]> after, @ForAll long seed) {
        Sampler.State whole = state(sampler);
        generate(whole, before, seed);
        Sampler.State cut = state(sampler);
        generate(cut, before, seed);
        Sampler.State copy = cut.copy();

        List<Integer> expected = generate(whole, after, seed);
        assertThat(generate(copy, after, seed)).isEqualTo(expected);
        assertThat(generate(cut, after, seed)).as("the original, after its copy went on").isEqualTo(expected);
    }

    @Property
    void theStatesOfOneSamplerAreIndependent(@ForAll("samplers") Sampler sampler,
            @ForAll("sequences") List<float[]> sequence, @ForAll long seed) {
        Sampler.State first = state(sampler);
        Sampler.State second = state(sampler);
        List<Integer> expected = generate(first, sequence, seed);
        generate(first, sequence, seed + 1);
        assertThat(generate(second, sequence, seed)).isEqualTo(expected);
    }

    /** Returns the state of a generation. */
    protected static Sampler.State state(Sampler sampler) {
        return sampler.newState(new SamplingContext(1, new NumberTokenizer(), List.of(), Set.of()));
    }

    private static List<Integer> generate(Sampler.State state, List<float[]> sequence, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> tokens = new ArrayList<>();
        for (float[] logits : sequence) {
            Candidates candidates = Candidates.of(logits);
            state.apply(candidates);
            int token = Distribution.of(candidates).draw(random);
            state.accept(token);
            tokens.add(token);
        }
        return tokens;
    }
}
