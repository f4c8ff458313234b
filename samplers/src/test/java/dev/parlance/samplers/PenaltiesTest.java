package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.SamplerConformance;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.NumberTokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The penalties on repetition, frequency and presence. */
class PenaltiesTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        Arbitrary<Integer> last = Arbitraries.oneOf(Arbitraries.integers().between(1, 10),
                Arbitraries.of(64, Integer.MAX_VALUE));
        Arbitrary<Float> any = Arbitraries.oneOf(Arbitraries.floats().between(-3, 3),
                Arbitraries.of(Float.MAX_VALUE, -Float.MAX_VALUE, 0f));
        Arbitrary<Float> positive = Arbitraries.oneOf(Arbitraries.floats().between(0.5f, 2),
                Arbitraries.of(Float.MIN_VALUE, Float.MAX_VALUE));
        return Arbitraries.oneOf(Combinators.combine(positive, last).as(Samplers::repetitionPenalty),
                Combinators.combine(any, last).as(Samplers::frequencyPenalty),
                Combinators.combine(any, last).as(Samplers::presencePenalty));
    }

    private static Distribution after(Sampler sampler, List<Integer> prompt, List<Integer> chosen, float[] logits) {
        Sampler.State state = sampler.newState(new SamplingContext(1, new NumberTokenizer(), prompt, Set.of()));
        for (int token : chosen) {
            state.apply(Candidates.of(logits));
            state.accept(token);
        }
        Candidates candidates = Candidates.of(logits);
        candidates.sort(3);
        state.apply(candidates);
        return Distribution.of(candidates);
    }

    @Property
    void eachPenaltyIsWhatItsFormulaSays(@ForAll @Size(max = 100) List<@IntRange(max = 9) Integer> prompt,
            @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> chosen,
            @ForAll @IntRange(min = 1, max = 150) int last) {
        float[] logits = {3, -2, 0.5f, -0.5f, 1, 0, 7, -7, 2, 4, 5, 6};
        List<Integer> all = new ArrayList<>(prompt);
        all.addAll(chosen);
        List<Integer> window = all.subList(Math.max(0, all.size() - last), all.size());
        Distribution repetition = after(Samplers.repetitionPenalty(1.5f, last), prompt, chosen, logits);
        Distribution frequency = after(Samplers.frequencyPenalty(0.25f, last), prompt, chosen, logits);
        Distribution presence = after(Samplers.presencePenalty(0.75f, last), prompt, chosen, logits);
        for (int token = 0; token < logits.length; token++) {
            float logit = logits[token];
            int count = Collections.frequency(window, token);
            float repeated = logit > 0 ? logit / 1.5f : logit * 1.5f;
            assertThat(repetition.logits().get(token)).isEqualTo(count > 0 ? repeated + 0f : logit);
            assertThat(frequency.logits().get(token)).isEqualTo(logit - 0.25f * count);
            assertThat(presence.logits().get(token)).isEqualTo(count > 0 ? logit - 0.75f : logit);
        }
    }

    @Example
    void aTokenThatIsNoCandidateIsLetPass() {
        Sampler.State state = Samplers.presencePenalty(1, 64)
                .newState(new SamplingContext(1, new NumberTokenizer(), List.of(0, 1, 500), Set.of()));
        Candidates candidates = Candidates.of(1, 2, 3);
        candidates.keepIf(i -> i > 0);
        state.apply(candidates);
        assertThat(candidates.logit(0)).isEqualTo(1);
        assertThat(candidates.logit(1)).isEqualTo(3);
    }

    @Example
    void valuesOutsideTheirRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.repetitionPenalty(0, 64))
                .withMessage("penalty: 0.0, expected a finite number above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.frequencyPenalty(Float.NaN, 64))
                .withMessage("penalty: NaN, expected a finite number");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.presencePenalty(1, 0))
                .withMessage("last: 0, expected an integer of at least 1");
    }
}
