package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.SamplerConformance;
import dev.parlance.testkit.sampling.Distribution;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;

import java.util.List;
import java.util.Map;

class AdaptivePTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Combinators.combine(Arbitraries.floats().between(0, 1), Arbitraries.floats().between(0, 0.99f))
                .as(Samplers::adaptiveP);
    }

    @Property
    void whatIsNearerToTheTargetIsBetter(@ForAll("logits") float[] logits, @ForAll @FloatRange(max = 1) float target) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.adaptiveP(target, 0.9f)).apply(candidates);
        Distribution after = Distribution.of(candidates);
        if (logits.length > 1 && Float.isFinite(before.best())) {
            Map<Integer, Double> probabilities = before.probabilities();
            after.logits().forEach((token, logit) -> {
                if (before.logits().get(token) == Float.NEGATIVE_INFINITY) {
                    assertThat(logit).isEqualTo(Float.NEGATIVE_INFINITY);
                } else {
                    double d = Math.abs(probabilities.get(token) - target) / 0.3;
                    assertThat((double) logit).isCloseTo(5 - 10 * d * d / (1 + d), within(1e-5));
                }
            });
        }
    }

    @Example
    void afterImprobableTokensTheTargetIsHigher() {
        // The probabilities are 0.6, 0.3 and 0.1.
        float[] logits = {(float) Math.log(0.6), (float) Math.log(0.3), (float) Math.log(0.1)};
        Sampler.State state = state(Samplers.adaptiveP(0.35f, 0.5f));
        assertThat(best(state, logits)).isEqualTo(1);
        state.accept(2);
        // The mean is now (0.1 + 0.5 * 0.7) / 2 = 0.225 and the target 0.475; once more, 0.1625 and 0.5375.
        assertThat(best(state, logits)).isEqualTo(0);
        state.accept(0);
        // (0.6 + 0.5 * 0.45) / 2 = 0.4125, and so 0.2875.
        assertThat(best(state, logits)).isEqualTo(1);
    }

    private static int best(Sampler.State state, float[] logits) {
        Candidates candidates = Candidates.of(logits);
        state.apply(candidates);
        List<Integer> bestFirst = Distribution.of(candidates).bestFirst();
        return bestFirst.getFirst();
    }

    @Example
    void valuesOutsideTheirRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.adaptiveP(1.5f, 0.9f))
                .withMessage("target: 1.5, expected a number from 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.adaptiveP(0.5f, 1))
                .withMessage("decay: 1.0, expected a number from 0 to 0.99");
    }
}
