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

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

class TopNSigmaTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return counts().map(Samplers::topNSigma);
    }

    @Provide
    Arbitrary<Float> counts() {
        return Arbitraries.oneOf(Arbitraries.of(Float.MIN_VALUE, 1f, Float.MAX_VALUE),
                Arbitraries.floats().between(0, 5).filter(n -> n > 0));
    }

    @Property
    void keepsWhatIsWithinNDeviationsOfTheBest(@ForAll("logits") float[] logits, @ForAll("counts") float n) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.topNSigma(n)).apply(candidates);
        Distribution kept = Distribution.of(candidates);
        double best = before.best();
        if (Double.isInfinite(best)) {
            assertThat(kept.bestFirst()).containsExactly(before.bestFirst().getFirst());
            return;
        }
        double deviation = deviation(before.logits().values().stream().filter(Float::isFinite).toList());
        // Sums of squares lose one part in 2^52 each time, and so at most half that of the deviation's square root.
        double greatest = before.logits().values().stream().filter(Float::isFinite)
                .mapToDouble(logit -> best - logit).max().orElseThrow();
        double rounding = n * (deviation + greatest) * Math.sqrt(logits.length * 0x1p-50) + Math.ulp(best);
        before.logits().forEach((token, logit) -> {
            if (logit >= best - n * deviation + rounding || logit == best) {
                assertThat(kept.logits()).containsKey(token);
            } else if (logit < best - n * deviation - rounding) {
                assertThat(kept.logits()).doesNotContainKey(token);
            }
        });
    }

    private static double deviation(List<Float> logits) {
        BigDecimal count = BigDecimal.valueOf(logits.size());
        BigDecimal mean = logits.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add).divide(count,
                MathContext.DECIMAL128);
        return logits.stream().map(BigDecimal::new).map(logit -> logit.subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add).divide(count, MathContext.DECIMAL128)
                .sqrt(MathContext.DECIMAL128).doubleValue();
    }

    @Example
    void whatIsForbiddenDoesNotCount() {
        // The deviation of 4, 2, 0 is 1.63.
        Candidates candidates = Candidates.of(4, 2, 0, Float.NEGATIVE_INFINITY);
        state(Samplers.topNSigma(1)).apply(candidates);
        assertThat(candidates.size()).isEqualTo(1);
        Candidates more = Candidates.of(4, 2, 0, Float.NEGATIVE_INFINITY);
        state(Samplers.topNSigma(1.3f)).apply(more);
        assertThat(more.size()).isEqualTo(2);
    }

    @Example
    void aTemperatureMakesNoDifference() {
        float[] logits = {3, 1, 2.5f, -4, 0, 1.5f, 2};
        Candidates cold = Candidates.of(logits);
        state(Samplers.parse("top-n-sigma=0.7,temperature=0.25")).apply(cold);
        Candidates hot = Candidates.of(logits);
        state(Samplers.parse("temperature=0.25,top-n-sigma=0.7")).apply(hot);
        assertThat(Distribution.of(cold)).isEqualTo(Distribution.of(hot));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void aCountOutsideItsRangeIsRefused(float n) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.topNSigma(n))
                .withMessage("n: " + n + ", expected a finite number above 0");
    }
}
