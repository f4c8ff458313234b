package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.NumberTokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;
import java.util.Map;
import java.util.Set;

class XtcTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Combinators.combine(Arbitraries.floats().between(0, 1), thresholds()).as(Samplers::xtc);
    }

    @Provide
    Arbitrary<Float> thresholds() {
        return Arbitraries.oneOf(Arbitraries.of(0f, 0.5f), Arbitraries.floats().between(0, 0.5f).ofScale(4));
    }

    @Property
    void takesAwayTheTopChoicesButTheLeastOfThem(@ForAll("logits") float[] logits,
            @ForAll("thresholds") float threshold) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.xtc(1, threshold)).apply(candidates);
        Set<Integer> kept = Distribution.of(candidates).logits().keySet();
        if (Float.isInfinite(before.best())) {
            assertThat(kept).containsExactly(before.bestFirst().getFirst());
            return;
        }
        Map<Integer, Double> probabilities = before.probabilities();
        // Each weight is off by 2^-41 at most, and each addition and the division round once.
        double rounding = threshold * (0x1p-40 + (logits.length + 4) * 0x1p-52);
        List<Integer> choices = before.bestFirst().stream().filter(t -> probabilities.get(t) >= threshold).toList();
        boolean unclear = probabilities.values().stream()
                .anyMatch(p -> threshold > 0 && Math.abs(p - threshold) <= rounding);
        if (!unclear) {
            assertThat(before.bestFirst().subList(Math.max(choices.size() - 1, 0), logits.length))
                    .containsExactlyInAnyOrderElementsOf(kept);
        }
    }

    @Example
    void happensAsOftenAsAsked() {
        Sampler.State state = state(Samplers.xtc(0.3f, 0.1f));
        int excluded = 0;
        int tokens = 20_000;
        for (int i = 0; i < tokens; i++) {
            Candidates candidates = Candidates.of(1, 2, 3);
            state.apply(candidates);
            excluded += 3 - candidates.size();
        }
        assertThat(excluded / (double) tokens).isCloseTo(0.3, within(5 * Math.sqrt(0.21 / tokens)));
    }

    @Example
    void anotherSeedChoosesOtherwise() {
        assertThat(choices(1)).isEqualTo(choices(1)).isNotEqualTo(choices(2));
    }

    private static String choices(long seed) {
        Sampler.State state = Samplers.xtc(0.5f, 0.1f)
                .newState(new SamplingContext(seed, new NumberTokenizer(), List.of(), Set.of()));
        StringBuilder choices = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            Candidates candidates = Candidates.of(1, 1);
            state.apply(candidates);
            choices.append(candidates.size());
        }
        return choices.toString();
    }

    @Example
    void valuesOutsideTheirRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.xtc(1.1f, 0.1f))
                .withMessage("probability: 1.1, expected a number from 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.xtc(0.5f, 0.51f))
                .withMessage("threshold: 0.51, expected a number from 0 to 0.5");
    }
}
