package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the default setting; the strict one decides near-ties of a few thousandths the other way. */
class GoldenTextTest {
    private static final String ONCE = ", a little girl named Lily lived in a small house. She loved to eat yummy food."
            + " One day, she saw a small bird on the ground. The bird was sad because it could not eat it.\n"
            + "Lily wanted to help the bird. She tried to eat the food and ";
    private static final String HELLO = " and a girl were walking in the park. One day she saw a small bird flying in"
            + " the sk";

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void greedyGenerationGivesTheGoldenTexts(int threads) {
        try (LanguageModel model = Needed.load(Needed.q8()).threads(threads).load()) {
            Generation once = model.generate(GenerationRequest.builder("Once upon a time").maxTokens(32).build());
            assertThat(once.text()).isEqualTo(ONCE);
            assertThat(once.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
            assertThat(model.generate(GenerationRequest.builder("Hello").maxTokens(16).build()).text())
                    .isEqualTo(HELLO);
        }
    }
}
