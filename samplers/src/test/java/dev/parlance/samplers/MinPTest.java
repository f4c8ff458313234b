package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.sampling.AwkwardLogits;
import dev.parlance.testkit.sampling.Distribution;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinPTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return probabilities().map(Samplers::minP);
    }

    @Provide
    Arbitrary<Float> probabilities() {
        return Arbitraries
                .oneOf(Arbitraries.of(Float.MIN_VALUE, 0.5f, Math.nextDown(1f), 1f),
                        Arbitraries.floats().between(0, 1).ofScale(6), AwkwardLogits.floats())
                .filter(p -> p > 0 && p <= 1);
    }

    @Property
    void keepsWhatIsProbableEnoughComparedWithTheBest(@ForAll("logits") float[] logits,
            @ForAll("probabilities") float p) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.minP(p)).apply(candidates);

        float best = before.best();
        Distribution kept = Distribution.of(candidates);
        before.logits().forEach((token, logit) -> {
            double ratio = logit == best ? 1 : Math.exp((double) logit - best);
            // The threshold is a sum, rounded to a double about as large as the best logit.
            double rounding = p * (0x1p-50 + 2 * Math.ulp((double) best));
            if (ratio >= p + rounding || logit == best) {
                assertThat(kept.logits()).containsKey(token);
            } else if (ratio < p - rounding) {
                assertThat(kept.logits()).doesNotContainKey(token);
            }
        });
    }

    @Example
    void oneKeepsAllThatAreAsGoodAsTheBest() {
        Candidates candidates = Candidates.of(3, 2.9999998f, 3);
        state(Samplers.minP(1)).apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst()).containsExactly(0, 2);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0.5f, 1.0000001f, Float.NaN, Float.NEGATIVE_INFINITY})
    void aProbabilityOutsideItsRangeIsRefused(float p) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.minP(p))
                .withMessage("p: " + p + ", expected a number above 0, at most 1");
    }
}
