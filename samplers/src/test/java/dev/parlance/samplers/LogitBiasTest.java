package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.SamplerConformance;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.PieceTokenizer;
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
import java.util.Set;

class LogitBiasTest extends SamplerConformance implements Named {
    private static final float FORBIDDEN = Float.NEGATIVE_INFINITY;

    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return biases().map(Samplers::logitBias);
    }

    @Provide
    Arbitrary<Map<Integer, Float>> biases() {
        Arbitrary<Float> values = Arbitraries.oneOf(Arbitraries.floats().between(-100, 100),
                Arbitraries.of(FORBIDDEN, Float.MAX_VALUE, -Float.MAX_VALUE, 0f));
        return Arbitraries.maps(Arbitraries.integers().between(0, 20), values).ofMaxSize(8);
    }

    @Property
    void addsToTheLogitsOfTheTokensNamed(@ForAll("biases") Map<Integer, Float> biases,
            @ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        Distribution before = Distribution.of(candidates);
        state(Samplers.logitBias(biases)).apply(candidates);
        biases.forEach((token, bias) -> before.logits().computeIfPresent(token,
                (key, logit) -> bias == FORBIDDEN ? FORBIDDEN : (logit + bias) + 0f));
        assertThat(Distribution.of(candidates)).isEqualTo(before);
    }

    @Example
    void aSpecNamesTokensByTheirIds() {
        assertThat(Samplers.parse("logit-bias= 3:-2.5 | 12 : 1e2|7:-inf"))
                .isEqualTo(Samplers.logitBias(Map.of(3, -2.5f, 12, 100f, 7, FORBIDDEN)))
                .hasToString("logit-bias=3:-2.5|7:-inf|12:100.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "a:1", "3:x", "3:1:2", "3:1|3:2", "-1:2", "3:NaN", "3:inf", "3:Infinity", "3:"})
    void aMalformedOneIsExplained(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.parse("logit-bias=" + text))
                .withMessageStartingWith("sampler spec 'logit-bias=" + text + "': logit-bias: biases: '")
                .withMessageEndingWith(
                        "', expected a token id of at least 0, a colon, and a finite number or -inf");
    }

    @Example
    void aTokenThatTheVocabularyHasNotIsFoundWhenAGenerationBegins() {
        SamplingContext context = new SamplingContext(1, PieceTokenizer.of("a", "b"), List.of(), Set.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samplers.logitBias(Map.of(2, 1f)).newState(context))
                .withMessage("logit-bias: token 2, but the vocabulary has ids from 0 to 1");
    }
}
