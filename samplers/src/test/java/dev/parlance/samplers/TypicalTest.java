package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.sampling.Distribution;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class TypicalTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return probabilities().map(Samplers::typical);
    }

    @Provide
    Arbitrary<Float> probabilities() {
        return Arbitraries.oneOf(Arbitraries.of(Float.MIN_VALUE, 0.5f, Math.nextDown(1f), 1f),
                Arbitraries.floats().between(0, 1).ofScale(6).filter(p -> p > 0));
    }

    /** Logits on a grid, so that scores are equal or clearly different. */
    @Provide
    Arbitrary<float[]> grids() {
        return Arbitraries.integers().between(1, 300).flatMap(size -> Arbitraries.randomValue(random -> {
            float[] logits = new float[size];
            for (int i = 0; i < size; i++) {
                logits[i] = Math.round(16 * random.nextGaussian()) / 8f;
            }
            return logits;
        }));
    }

    /** How far the information of each is from the average, by token. */
    private static Map<Integer, Double> scores(Map<Integer, Double> probabilities) {
        double entropy = probabilities.values().stream().mapToDouble(p -> -p * Math.log(p)).sum();
        Map<Integer, Double> scores = new TreeMap<>();
        probabilities.forEach((token, p) -> scores.put(token, Math.abs(-Math.log(p) - entropy)));
        return scores;
    }

    @Property
    void keepsTheFewestMostTypicalThatReachTheProbability(@ForAll("grids") float[] logits,
            @ForAll("probabilities") float p) {
        Candidates candidates = Candidates.of(logits);
        Map<Integer, Double> probabilities = Distribution.of(candidates).probabilities();
        Map<Integer, Double> scores = scores(probabilities);
        List<Integer> mostTypicalFirst = probabilities.keySet().stream().sorted(
                Comparator.<Integer, Long>comparing(token -> Math.round(scores.get(token) * 1e9)).thenComparing(t -> t))
                .toList();
        state(Samplers.typical(p)).apply(candidates);

        Set<Integer> kept = Distribution.of(candidates).logits().keySet();
        assertThat(kept).containsExactlyInAnyOrderElementsOf(mostTypicalFirst.subList(0, kept.size()));
        // Each weight is off by 2^-41 at most, and each addition and the division round once.
        double rounding = 0x1p-40 + (logits.length + 4) * 0x1p-52;
        double reached = kept.stream().mapToDouble(probabilities::get).sum();
        assertThat(reached).isGreaterThanOrEqualTo(p - rounding);
        if (p < 1) {
            double last = probabilities.get(mostTypicalFirst.get(kept.size() - 1));
            assertThat(reached - last).isLessThan(p + rounding);
        }
    }

    @Example
    void theMostProbableGoesIfItSurprisesTooLittle() {
        // 1/2 and 64 times 1/128: the average information is 4 bits, and 7 bits are as far from it as 1 bit is.
        float[] logits = new float[65];
        logits[0] = (float) Math.log(60);
        Candidates candidates = Candidates.of(logits);
        state(Samplers.typical(0.1f)).apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst()).doesNotContain(0).hasSize(13);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0.5f, 1.0000001f, Float.NaN})
    void aProbabilityOutsideItsRangeIsRefused(float p) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.typical(p))
                .withMessage("p: " + p + ", expected a number above 0, at most 1");
    }
}
