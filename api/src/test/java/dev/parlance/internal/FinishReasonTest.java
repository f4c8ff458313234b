package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.Session;
import dev.parlance.TokenEvent;
import dev.parlance.TokenStream;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** How a generation ends. */
class FinishReasonTest {

    @Test
    void anEndTokenEndsItAndIsNotPartOfIt() {
        Generation generation = FakeModel.generate(new FakeEngine().saying("Hi", " there"),
                GenerationRequest.builder("Hi").seed(1).build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.END_TOKEN);
        assertThat(generation.text()).isEqualTo(" there");
        assertThat(generation.tokens()).isEqualTo(FakeTokenizer.list(" there"));
        assertThat(generation.usage().promptTokens()).isEqualTo(3);
        assertThat(generation.usage().completionTokens()).isEqualTo(6);
        assertThat(generation.usage().promptTime()).isPositive();
        assertThat(generation.usage().generationTime()).isPositive();
    }

    @Test
    void anEndTokenIsATokenLikeAnyOtherIfSoAsked() {
        Generation generation = FakeModel.generate(new FakeEngine().saying("Hi", ""),
                GenerationRequest.builder("Hi").seed(1).ignoreEndTokens(true).maxTokens(2).build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(generation.tokens()).containsExactly(FakeTokenizer.END, FakeTokenizer.END);
        assertThat(generation.text()).isEmpty();
    }

    @Test
    void aStopStringAcrossTokensEndsItAndIsNotPartOfTheText() {
        Generation generation = FakeModel.generate(new FakeEngine().saying("Hi", " théré is more"),
                GenerationRequest.builder("Hi").seed(1).stopStrings("never", "éré").build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP_STRING);
        assertThat(generation.text()).isEqualTo(" th");
        assertThat(generation.tokens()).isEqualTo(FakeTokenizer.list(" théré"));
    }

    @Test
    void aStopStringThatDoesNotComeIsDeliveredInTheEnd() {
        FakeEngine engine = new FakeEngine().saying("Hi", "abc");
        try (LoadedModel model = FakeModel.of(engine);
                TokenStream stream = model.stream(GenerationRequest.builder("Hi").stopStrings("bcd").build())) {
            List<TokenEvent> events = stream.events().toList();
            assertThat(events).extracting(TokenEvent::text).containsExactly("a", "", "", "bc");
            assertThat(events.getLast().token()).isEqualTo(TokenEvent.NO_TOKEN);
            assertThat(events.getLast().logProbability()).isNaN();
            assertThat(stream.generation().text()).isEqualTo("abc");
        }
    }

    @Test
    void aStopStringOfTheIncompleteCharacterAtTheEndIsFoundToo() {
        Generation generation = FakeModel.generate(new FakeEngine().saying("Hi", "ab😀"),
                GenerationRequest.builder("Hi").seed(1).maxTokens(3).stopStrings("b\uFFFD").build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP_STRING);
        assertThat(generation.text()).isEqualTo("a");
    }

    @Property
    void noMoreThanMaxTokensAreProduced(@ForAll @IntRange(max = 8) int maxTokens) {
        FakeEngine engine = new FakeEngine().saying("Hi", "abcdefgh");
        Generation generation = FakeModel.generate(engine,
                GenerationRequest.builder("Hi").seed(1).maxTokens(maxTokens).build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(generation.text()).isEqualTo("abcdefgh".substring(0, maxTokens));
        // The prompt, and all but the last token: nothing is computed that nobody asked for.
        assertThat(engine.sessions().getFirst().tokens()).hasSize(3 + Math.max(0, maxTokens - 1));
    }

    @Test
    void aCharacterThatMaxTokensCutIsReplaced() {
        assertThat(FakeModel.generate(new FakeEngine().saying("Hi", "a😀"),
                GenerationRequest.builder("Hi").seed(1).maxTokens(3).build()).text())
                .isEqualTo("a\uFFFD");
    }

    @Test
    void aFullContextEndsItAfterTheLastTokenThatItHolds() {
        FakeEngine engine = new FakeEngine().contextLength(6).saying("Hi", "abcdefgh");
        Generation generation = FakeModel.generate(engine, GenerationRequest.builder("Hi").seed(1).build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.CONTEXT_FULL);
        assertThat(generation.text()).isEqualTo("abcd");
        assertThat(engine.sessions().getFirst().tokens()).hasSize(6);
    }

    @Test
    void aPromptThatFillsTheContextGivesOneToken() {
        Generation generation = FakeModel.generate(new FakeEngine().contextLength(3).saying("Hi", "abc"),
                GenerationRequest.builder("Hi").seed(1).build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.CONTEXT_FULL);
        assertThat(generation.text()).isEqualTo("a");
    }

    @Test
    void aTimeLimitOfZeroEndsItBeforeAnythingIsComputed() {
        FakeEngine engine = new FakeEngine().saying("Hi", "abc");
        Generation generation = FakeModel.generate(engine,
                GenerationRequest.builder("Hi").seed(1).timeLimit(Duration.ZERO).build());
        assertThat(generation.finishReason()).isEqualTo(FinishReason.DEADLINE);
        assertThat(generation.tokens()).isEmpty();
        assertThat(generation.usage().promptTokens()).isZero();
        assertThat(engine.passes()).isEmpty();
    }

    @Test
    void aTimeLimitEndsAPromptBetweenItsStepsAndTheSessionIsAsBefore() {
        FakeEngine engine = new FakeEngine().stepLength(2);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.evaluate(5);
            TokenStream stream = session
                    .stream(GenerationRequest.builder("a long prompt").timeLimit(Duration.ofMillis(50)).build());
            engine.beforePass(steps -> sleep(60));
            assertThat(stream.iterator().hasNext()).isFalse();
            assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.DEADLINE);
            assertThat(session.tokens()).containsExactly(5);
            assertThat(engine.sessions().getFirst().tokens()).containsExactly(5);
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTimeLimitBeyondAllClocksIsNone() {
        assertThat(FakeModel.generate(new FakeEngine().saying("Hi", "a"),
                GenerationRequest.builder("Hi").seed(1).timeLimit(Duration.ofSeconds(Long.MAX_VALUE)).build())
                .finishReason())
                .isEqualTo(FinishReason.END_TOKEN);
    }
}
