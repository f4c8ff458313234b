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

import java.util.List;
import java.util.Map;

class TopPTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return probabilities().map(Samplers::topP);
    }

    @Provide
    Arbitrary<Float> probabilities() {
        return Arbitraries
                .oneOf(Arbitraries.of(Float.MIN_VALUE, 0.5f, Math.nextDown(1f), 1f),
                        Arbitraries.floats().between(0, 1).ofScale(6), AwkwardLogits.floats())
                .filter(p -> p > 0 && p <= 1);
    }

    @Property
    void keepsTheShortestRunOfTheBestThatReachesTheProbability(@ForAll("logits") float[] logits,
            @ForAll("probabilities") float p) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.topP(p)).apply(candidates);

        List<Integer> kept = Distribution.of(candidates).bestFirst();
        assertThat(kept).isEqualTo(before.bestFirst().subList(0, kept.size()));
        // Each weight is off by 2^-41 at most, and each addition and the division round once.
        double rounding = 0x1p-40 + (logits.length + 4) * 0x1p-52;
        Map<Integer, Double> probabilities = before.probabilities();
        double reached = kept.stream().mapToDouble(probabilities::get).sum();
        assertThat(reached).isGreaterThanOrEqualTo(p - rounding);
        if (p < 1) {
            assertThat(reached - probabilities.get(kept.getLast())).isLessThan(p + rounding);
        }
    }

    @Example
    void reachingTheProbabilityExactlyIsEnough() {
        Candidates candidates = Candidates.of(7, 7, 7, 7);
        state(Samplers.topP(0.5f)).apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst()).containsExactly(0, 1);
    }

    @Example
    void oneKeepsEvenWhatHasNoProbability() {
        Candidates candidates = Candidates.of(0, Float.NEGATIVE_INFINITY, -1000);
        state(Samplers.topP(1)).apply(candidates);
        assertThat(candidates.size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0.5f, 1.0000001f, Float.NaN, Float.POSITIVE_INFINITY})
    void aProbabilityOutsideItsRangeIsRefused(float p) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.topP(p))
                .withMessage("p: " + p + ", expected a number above 0, at most 1");
    }
}
