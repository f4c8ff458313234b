package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ContextOverflowException;
import dev.parlance.GenerationRequest;
import dev.parlance.ParlanceException;
import dev.parlance.Prompt;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import dev.parlance.fake.DrawAnything;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** Prompts that can not be read, models that are damaged, engines that fail. */
class GenerationFailureTest {

    @Test
    void aPromptThatDoesNotFitIsRefusedWithBothFiguresAndTheSessionIsUnchanged() {
        FakeEngine engine = new FakeEngine().contextLength(4);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.evaluate(5, 6);
            assertThatExceptionOfType(ContextOverflowException.class)
                    .isThrownBy(() -> session.generate(GenerationRequest.builder("abc").build()))
                    .withMessageContaining("4").withMessageContaining("5").withMessageContaining("contextLength")
                    .satisfies(e -> assertThat(e.required()).isEqualTo(5))
                    .satisfies(e -> assertThat(e.contextLength()).isEqualTo(4));
            assertThat(session.tokens()).containsExactly(5, 6);
            assertThatExceptionOfType(ContextOverflowException.class).isThrownBy(() -> model.generate("abcd"));
            assertThatExceptionOfType(ContextOverflowException.class).isThrownBy(() -> model.predict("abcd"));
        }
        assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
    }

    @Test
    void anEmptyPromptIsTheBeginTokenAloneAndNothingInASessionThatHasBegun() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            assertThat(session.generate(GenerationRequest.builder("").maxTokens(0).build()).usage().promptTokens())
                    .isEqualTo(1);
            assertThat(session.tokens()).containsExactly(FakeTokenizer.BEGIN);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.generate(GenerationRequest.builder("").build()))
                    .withMessageContaining("no tokens");
            assertThat(session.length()).isEqualTo(1);
        }
    }

    @Test
    void aPromptOfTokensIsTakenAsItIsAndCheckedAgainstTheVocabulary() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.generate(GenerationRequest.builder(Prompt.tokens(List.of(9, 8))).maxTokens(0).build());
            assertThat(session.tokens()).containsExactly(9, 8);
            for (int wrong : new int[]{-1, FakeTokenizer.SIZE}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> session
                                .generate(GenerationRequest.builder(Prompt.tokens(List.of(1, wrong))).build()))
                        .withMessageContaining("token " + wrong).withMessageContaining("index 1")
                        .withMessageContaining("258");
            }
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void controlTokensInThePromptAreTextUnlessAskedFor() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.generate(GenerationRequest.builder("</s>").maxTokens(0).build());
            assertThat(session.tokens()).containsExactly(FakeTokenizer.prompt("</s>"));
            session.truncate(0);
            session.generate(GenerationRequest.builder(new Prompt.Text("</s>", true)).maxTokens(0).build());
            assertThat(session.tokens()).containsExactly(FakeTokenizer.BEGIN, FakeTokenizer.END);
        }
    }

    @Test
    void logitsThatAreAllNaNAreAFailureThatNamesTheModel() {
        FakeEngine engine = new FakeEngine()
                .logits((history, length, target, offset) -> Arrays.fill(target, Float.NaN));
        try (LoadedModel model = FakeModel.of(engine)) {
            assertThatExceptionOfType(ParlanceException.class).isThrownBy(() -> model.generate("x"))
                    .withMessageContaining("fake model").withMessageContaining("NaN").withMessageContaining("2 tokens");
            assertThatExceptionOfType(ParlanceException.class).isThrownBy(() -> model.embed("x"))
                    .withMessageContaining("fake model");
        }
    }

    @Test
    void oneLogitThatIsNaNIsNeverChosen() {
        FakeEngine engine = new FakeEngine().logits((history, length, target, offset) -> {
            Arrays.fill(target, Float.NaN);
            target[FakeTokenizer.token('a')] = -5;
        });
        assertThat(FakeModel
                .generate(engine,
                        GenerationRequest.builder("x").sampler(DrawAnything.INSTANCE).seed(1).maxTokens(3).build())
                .text()).isEqualTo("aaa");
    }

    // Failing engines.

    @Test
    void anEngineThatFailsInThePromptLeavesTheSessionAsItWas() {
        FakeEngine engine = new FakeEngine().stepLength(2);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.evaluate(5);
            engine.beforePass(steps -> {
                if (engine.sessions().getFirst().length() > 2) {
                    throw new ArithmeticException("engine");
                }
            });
            TokenStream stream = session.stream(GenerationRequest.builder("long prompt").build());
            assertThatThrownBy(() -> stream.iterator().hasNext()).isInstanceOf(ArithmeticException.class);
            assertThat(session.tokens()).containsExactly(5);
            assertThat(engine.sessions().getFirst().tokens()).containsExactly(5);
            engine.beforePass(steps -> {});
            session.evaluate(6);
            assertThat(session.length()).isEqualTo(2);
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void anEngineThatFailsAtATokenLeavesTheTextThatWasThereAndTheSessionUsable() {
        FakeEngine engine = new FakeEngine().saying("Hi", "abcdef");
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            TokenStream stream = session.stream(GenerationRequest.builder("Hi").build());
            stream.iterator().next();
            stream.iterator().next();
            engine.beforePass(steps -> {
                throw new StackOverflowError("engine");
            });
            assertThatThrownBy(() -> stream.iterator().hasNext()).isInstanceOf(StackOverflowError.class);
            assertThat(stream.generation().text()).isEqualTo("ab");
            assertThat(session.tokens()).containsExactly(FakeTokenizer.prompt("Hia"));
            engine.beforePass(steps -> {});
            assertThat(session.generate(GenerationRequest.builder("b").build()).text()).isEqualTo("cdef");
        }
        assertThat(engine.breaches()).isEmpty();
    }
}
