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

class DynamicTemperatureTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        Arbitrary<Float> values = Arbitraries.oneOf(Arbitraries.of(0f, Float.MIN_VALUE, 1f, Float.MAX_VALUE),
                Arbitraries.floats().between(0, 3));
        return Combinators.combine(values, values, values).as(Samplers::dynamicTemperature);
    }

    @Property
    void theTemperatureFollowsTheEntropy(@ForAll("logits") float[] logits,
            @ForAll @FloatRange(max = 2) float temperature, @ForAll @FloatRange(max = 2) float range,
            @ForAll @FloatRange(max = 3) float exponent) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.dynamicTemperature(temperature, range, exponent)).apply(candidates);
        if (logits.length == 1 || Float.isInfinite(before.best()) || range == 0) {
            return;
        }
        double entropy = before.probabilities().values().stream().mapToDouble(p -> p == 0 ? 0 : -p * Math.log(p)).sum();
        double uncertainty = Math.clamp(entropy / Math.log(logits.length), 0, 1);
        double low = Math.max(0, temperature - range);
        double expected = low + (temperature + range - low) * Math.pow(uncertainty, exponent);
        Distribution after = Distribution.of(candidates);
        if (after.logits().size() > 1 && expected > 1e-3 && uncertainty > 1e-6) {
            after.logits().forEach((token, logit) -> {
                double exact = before.logits().get(token) / expected;
                if (Math.abs(exact) < Float.MAX_VALUE) {
                    assertThat((double) logit).isCloseTo(exact, within(Math.abs(exact) * 1e-6));
                }
            });
        }
    }

    @Example
    void aCertainModelGetsTheLowestTemperatureAndAClueLessOneTheHighest() {
        Candidates certain = Candidates.of(1000, 0, 0);
        state(Samplers.dynamicTemperature(1, 0.5f, 1)).apply(certain);
        assertThat(certain.logit(0)).isEqualTo(2000);
        Candidates clueless = Candidates.of(3, 3, 3);
        state(Samplers.dynamicTemperature(1, 0.5f, 1)).apply(clueless);
        assertThat(clueless.logit(0)).isCloseTo(2, within(1e-6f));
    }

    @Property
    void withoutARangeItIsATemperature(@ForAll("logits") float[] logits, @ForAll @FloatRange(max = 2) float t) {
        Candidates constant = Candidates.of(logits);
        state(Samplers.temperature(t)).apply(constant);
        Candidates dynamic = Candidates.of(logits);
        state(Samplers.dynamicTemperature(t, 0, 1)).apply(dynamic);
        assertThat(Distribution.of(dynamic)).isEqualTo(Distribution.of(constant));
    }

    @Property
    void zeroIsGreedy(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        state(Samplers.dynamicTemperature(0, 0, 1)).apply(candidates);
        Candidates greedy = Candidates.of(logits);
        state(Sampler.greedy()).apply(greedy);
        assertThat(Distribution.of(candidates)).isEqualTo(Distribution.of(greedy));
    }

    @Example
    void valuesOutsideTheirRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dynamicTemperature(-1, 0, 1))
                .withMessage("temperature: -1.0, expected a finite number of at least 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dynamicTemperature(1, Float.NaN, 1))
                .withMessage("range: NaN, expected a finite number of at least 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dynamicTemperature(1, 0, -1))
                .withMessage("exponent: -1.0, expected a finite number of at least 0");
    }
}
