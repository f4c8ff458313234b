package dev.parlance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.fake.FakeTokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

class LogitsTest {
    private static final FakeTokenizer TOKENIZER = new FakeTokenizer();

    private static Logits of(float... values) {
        return new Logits(values, TOKENIZER);
    }

    @Provide
    Arbitrary<float[]> values() {
        return Arbitraries.oneOf(Arbitraries.floats(), Arbitraries.floats().between(-20, 20),
                Arbitraries.of(0f, -0f, 1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
                        Float.MAX_VALUE))
                .array(float[].class).ofMinSize(1).ofMaxSize(100);
    }

    private static double rank(float value) {
        return Float.isNaN(value) ? Double.NEGATIVE_INFINITY : Math.min(value, Float.MAX_VALUE) + 0.0;
    }

    @Property
    void topIsTheBeginningOfTheOrderByLogitAndThenById(@ForAll("values") float[] values,
            @ForAll @IntRange(max = 120) int count) {
        List<Integer> expected = IntStream.range(0, values.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(token -> rank(values[token])).reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(count).toList();
        assertThat(of(values).top(count)).extracting(TokenProbability::token).isEqualTo(expected);
    }

    @Property
    void probabilitiesAddUpToOne(@ForAll("values") float[] values) {
        Logits logits = of(values);
        double sum = IntStream.range(0, values.length).mapToDouble(logits::probability).sum();
        boolean anyPossible = IntStream.range(0, values.length)
                .anyMatch(i -> rank(values[i]) > Double.NEGATIVE_INFINITY);
        assertThat(sum).isCloseTo(anyPossible ? 1 : 0, within(values.length * (double) Math.ulp(1f)));
    }

    @Property
    void aProbabilityIsTheExponentialOfItsLogarithm(@ForAll("values") float[] values) {
        Logits logits = of(values);
        for (int token = 0; token < values.length; token++) {
            assertThat(logits.logProbability(token)).isNotNaN().isLessThanOrEqualTo(0);
            // The logarithm is rounded to a float first; its size is what half a unit in its last place is worth.
            double tolerance = Math.ulp(1f) * (1 + Math.min(200, Math.abs(logits.logProbability(token))));
            assertThat(Math.exp(logits.logProbability(token))).isCloseTo(logits.probability(token), within(tolerance));
        }
    }

    @Test
    void twoEqualLogitsAreEquallyProbableWhateverTheirSize() {
        for (float value : new float[]{-1e30f, 0, 1e30f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(of(value, value).probability(1)).isEqualTo(0.5f);
        }
    }

    @Test
    void topShowsTheTextAndTheProbability() {
        float[] values = new float[FakeTokenizer.SIZE];
        values[FakeTokenizer.token('x')] = 100;
        values[FakeTokenizer.END] = 50;
        List<TokenProbability> top = of(values).top(2);
        assertThat(top.get(0)).isEqualTo(new TokenProbability(FakeTokenizer.token('x'), "x", 1));
        assertThat(top.get(1).text()).isEqualTo("</s>");
    }

    @Test
    void itIsASnapshot() {
        float[] values = {1, 2, 3};
        Logits logits = of(values);
        values[0] = 9;
        float[] copy = new float[4];
        logits.copyTo(copy);
        copy[1] = 9;
        assertThat(logits.get(0)).isEqualTo(1);
        assertThat(logits.get(1)).isEqualTo(2);
        assertThat(copy).containsExactly(1, 9, 3, 0);
        assertThat(logits.size()).isEqualTo(3);
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        Logits logits = of(1, 2, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> logits.top(-1)).withMessageContaining("-1");
        assertThatThrownBy(() -> logits.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> logits.probability(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> logits.copyTo(new float[2])).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
