package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.FilterConformance;
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
import java.util.Random;
import java.util.SplittableRandom;

/** Both versions. */
class MirostatTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        Arbitrary<Float> values = Arbitraries.oneOf(Arbitraries.of(Float.MIN_VALUE, 5f, Float.MAX_VALUE),
                Arbitraries.floats().between(0, 10).filter(value -> value > 0));
        return Arbitraries.oneOf(
                Combinators.combine(values, values, Arbitraries.integers().between(2, 200)).as(Samplers::mirostat),
                Combinators.combine(values, values).as(Samplers::mirostat2));
    }

    @Property
    void keepsABeginningOfTheBest(@ForAll("samplers") Sampler sampler, @ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        List<Integer> before = Distribution.of(candidates).bestFirst();
        state(sampler).apply(candidates);
        List<Integer> kept = Distribution.of(candidates).bestFirst();
        assertThat(kept).isEqualTo(before.subList(0, kept.size()));
    }

    @Property
    void version2KeepsWhatSurprisesByTwiceTauAtFirst(@ForAll("logits") float[] logits,
            @ForAll @FloatRange(min = 0.01f, max = 6) float tau) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.mirostat2(tau, 0.1f)).apply(candidates);
        Distribution kept = Distribution.of(candidates);
        if (Float.isFinite(before.best())) {
            double log2 = Math.log(2);
            double rounding = 0x1p-38 + 4 * Math.ulp((double) before.best());
            before.probabilities().forEach((token, p) -> {
                double surprise = -Math.log(p) / log2;
                if (surprise <= 2 * tau - rounding || token.equals(before.bestFirst().getFirst())) {
                    assertThat(kept.logits()).containsKey(token);
                } else if (surprise > 2 * tau + rounding && before.logits().get(token) < before.best()) {
                    assertThat(kept.logits()).doesNotContainKey(token);
                }
            });
        }
    }

    /** Of 5000 tokens whose probabilities fall as 1 / rank, as mirostat takes them to. */
    @Property(tries = 6)
    void theSurpriseComesToTau(@ForAll @FloatRange(min = 1.5f, max = 5) float tau, @ForAll boolean second,
            @ForAll long seed) {
        Sampler.State state = state(second ? Samplers.mirostat2(tau, 0.1f) : Samplers.mirostat(tau, 0.1f, 100));
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[5000];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) -Math.log(i + 1);
        }
        double surprise = 0;
        int tokens = 400;
        for (int i = 0; i < 2 * tokens; i++) {
            Candidates candidates = Candidates.of(logits);
            state.apply(candidates);
            Distribution left = Distribution.of(candidates);
            int token = left.draw(random);
            state.accept(token);
            surprise += i < tokens ? 0 : -Math.log(left.probabilities().get(token)) / Math.log(2) / tokens;
        }
        // The control holds the mean: mu moves by eta * (sum of surprise - n tau), and mu stays within about 20 bits.
        assertThat(surprise).isCloseTo(tau, within(20 / 0.1 / tokens));
    }

    @Example
    void aSurprisingTokenMakesTheNextLessSurprising() {
        float[] logits = new float[1000];
        Random random = new Random(3);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (2 * random.nextGaussian());
        }
        for (Sampler sampler : List.of(Samplers.mirostat2(3, 0.5f), Samplers.mirostat(3, 0.5f, 100))) {
            Sampler.State state = state(sampler);
            Candidates first = Candidates.of(logits);
            state.apply(first);
            state.accept(Distribution.of(first).bestFirst().getLast());
            Candidates second = Candidates.of(logits);
            state.apply(second);
            assertThat(second.size()).isLessThan(first.size());
        }
    }

    @Example
    void valuesOutsideTheirRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.mirostat2(0, 0.1f))
                .withMessage("tau: 0.0, expected a finite number above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.mirostat(5, -0.1f, 100))
                .withMessage("eta: -0.1, expected a finite number above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.mirostat(5, 0.1f, 1))
                .withMessage("m: 1, expected an integer of at least 2");
    }
}
