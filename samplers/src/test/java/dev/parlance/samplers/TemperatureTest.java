package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.SamplerConformance;
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

class TemperatureTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return temperatures().map(Samplers::temperature);
    }

    @Provide
    Arbitrary<Float> temperatures() {
        return Arbitraries
                .oneOf(Arbitraries.of(0f, Float.MIN_VALUE, 1f, Float.MAX_VALUE), Arbitraries.floats().between(0, 3),
                        AwkwardLogits.floats().map(Math::abs))
                .filter(Float::isFinite);
    }

    @Property
    void keepsTheOrder(@ForAll("logits") float[] logits, @ForAll("temperatures") float temperature) {
        Candidates candidates = Candidates.of(logits);
        List<Integer> before = Distribution.of(candidates).bestFirst();
        state(Samplers.temperature(temperature)).apply(candidates);

        Distribution after = Distribution.of(candidates);
        List<Float> inFormerOrder = before.stream().filter(after.logits()::containsKey).map(after.logits()::get)
                .toList();
        assertThat(inFormerOrder).isSortedAccordingTo((a, b) -> Float.compare(b, a));
        assertThat(after.logits()).containsKey(before.getFirst());
    }

    @Property
    void dividesEveryLogit(@ForAll("logits") float[] logits, @ForAll("temperatures") float temperature) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.temperature(temperature)).apply(candidates);

        if (Float.isFinite(before.best() / temperature)) {
            before.logits().replaceAll((token, logit) -> logit / temperature + 0f);
            assertThat(Distribution.of(candidates)).isEqualTo(before);
        } else {
            assertThat(Distribution.of(candidates).bestFirst()).containsExactly(before.bestFirst().getFirst());
        }
    }

    @Property
    void zeroIsGreedy(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        state(Samplers.temperature(0)).apply(candidates);
        Candidates greedy = Candidates.of(logits);
        state(Sampler.greedy()).apply(greedy);
        assertThat(Distribution.of(candidates)).isEqualTo(Distribution.of(greedy));
    }

    @Property
    void oneChangesNothing(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        if (Float.isFinite(before.best())) {
            state(Samplers.temperature(1)).apply(candidates);
            assertThat(Distribution.of(candidates)).isEqualTo(before);
        }
    }

    @Example
    void soNearToZeroThatQuotientsOverflowTheBestStillWins() {
        Candidates candidates = Candidates.of(10, 30, 20, 30);
        state(Samplers.temperature(Float.MIN_VALUE)).apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aTemperatureOutsideItsRangeIsRefused(float temperature) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.temperature(temperature))
                .withMessage("temperature: " + temperature + ", expected a finite number of at least 0");
    }
}
