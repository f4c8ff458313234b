package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.Session;
import dev.parlance.TokenEvent;
import dev.parlance.TokenStream;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import dev.parlance.fake.Gate;
import dev.parlance.fake.Task;
import dev.parlance.spi.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** One thread generates, another one ends that. */
class CancellationTest {
    private static final String TEXT = "abcdefghijklmnopqrstuvwxyz";

    private final Gate gate = new Gate();
    private final FakeEngine engine = new FakeEngine().stepLength(4).saying("Once", TEXT);

    /** Has the pass held that would read the token after some text. */
    private void holdAfter(String text) {
        int length = FakeTokenizer.prompt(text).length;
        engine.beforePass(steps -> {
            Step step = steps.getFirst();
            if (((FakeEngine.Session) step.session()).length() == length) {
                gate.pass();
            }
        });
    }

    @AfterEach
    void theContractOfEnginesWasKeptAndNothingIsLeft() {
        assertThat(engine.breaches()).isEmpty();
        assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
    }

    @Test
    void closingTheStreamWaitsForTheTokenUnderwayAndEndsTheGeneration() {
        holdAfter("Onceab");
        try (LoadedModel model = FakeModel.of(engine)) {
            TokenStream stream = model.stream("Once");
            Task<List<TokenEvent>> walker = Task.start("walker", () -> stream.events().toList());
            gate.awaitVisitor();
            Task<Boolean> closer = Task.run("closer", stream::close).awaitBlocked();
            gate.open();
            closer.join();
            assertThat(walker.join()).extracting(TokenEvent::text).containsExactly("a", "b", "c", "d");
            assertThat(stream.generation().text()).isEqualTo("abcd");
            assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
        }
    }

    @Test
    void closingTheStreamEndsAPromptBetweenItsStepsAndTheSessionIsAsBefore() {
        holdAfter("a long");
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.evaluate(FakeTokenizer.prompt("a "));
            TokenStream stream = session.stream(GenerationRequest.of("long long prompt"));
            Task<Boolean> walker = Task.start("walker", () -> stream.iterator().hasNext());
            gate.awaitVisitor();
            Task<Boolean> closer = Task.run("closer", stream::close).awaitBlocked();
            gate.open();
            closer.join();
            assertThat(walker.join()).isFalse();
            assertThat(stream.generation().usage().promptTokens()).isZero();
            assertThat(session.tokens()).containsExactly(FakeTokenizer.prompt("a "));
        }
    }

    @Test
    void anInterruptEndsTheGenerationAndIsKept() {
        holdAfter("Oncea");
        try (LoadedModel model = FakeModel.of(engine)) {
            Task<Generation> generating = Task.start("generating", () -> {
                Generation generation = model.generate("Once");
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return generation;
            });
            gate.awaitVisitor();
            generating.interrupt();
            gate.open();
            assertThat(generating.join().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(generating.join().text()).isEqualTo("abc");
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadyGeneratesNothing() {
        try (LoadedModel model = FakeModel.of(engine)) {
            Thread.currentThread().interrupt();
            Generation generation = model.generate("Once");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(generation.finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(engine.passes()).isEmpty();
        }
    }

    @Test
    void closingTheModelWaitsForTheTokenUnderwayAndEndsTheGeneration() {
        holdAfter("Oncea");
        LoadedModel model = FakeModel.of(engine);
        Task<Generation> generating = Task.start("generating", () -> model.generate("Once"));
        gate.awaitVisitor();
        Task<Boolean> closer = Task.run("closer", model::close).awaitBlocked();
        assertThatIllegalStateException().isThrownBy(model::newSession).withMessageContaining("closed");
        gate.open();
        closer.join();
        assertThat(engine.isClosed()).isTrue();
        assertThat(generating.join().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(generating.join().text()).startsWith("ab");
    }

    @Test
    void whoClosesTheModelSecondWaitsUntilTheMemoryIsFree() {
        LoadedModel model = FakeModel.of(engine.beforeClose(gate::pass));
        Task<Boolean> first = Task.run("first closer", model::close);
        gate.awaitVisitor();
        Task<Boolean> second = Task.run("second closer", model::close).awaitBlocked();
        gate.open();
        second.join();
        assertThat(engine.isClosed()).isTrue();
        first.join();
    }

    @Test
    void closingTheModelEndsAStreamThatRests() {
        LoadedModel model = FakeModel.of(engine);
        TokenStream stream = model.stream("Once");
        stream.iterator().next();
        model.close();
        assertThat(stream.iterator()).isExhausted();
        assertThat(stream.generation().text()).isEqualTo("a");
        assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
    }

    @Test
    void closingTheModelEndsAnEvaluationBetweenItsSteps() {
        holdAfter("abc");
        LoadedModel model = FakeModel.of(engine);
        Session session = model.newSession();
        Task<Boolean> reader = Task.run("reader", () -> session.evaluate(FakeTokenizer.prompt("abcdefgh")));
        gate.awaitVisitor();
        Task<Boolean> closer = Task.run("closer", model::close).awaitBlocked();
        gate.open();
        closer.join();
        assertThatIllegalStateException().isThrownBy(reader::join).withMessageContaining("closed");
    }

    @Test
    void aSecondThreadOnASessionFailsAtOnceAndBothAreNamed() {
        holdAfter("abc");
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            Task<Boolean> first = Task.run("first", () -> session.evaluate(FakeTokenizer.prompt("abcdef")));
            gate.awaitVisitor();
            Task<Integer> second = Task.start("second", session::length);
            assertThatIllegalStateException().isThrownBy(second::join).withMessageContaining("'first'")
                    .withMessageContaining("'second'");
            gate.open();
            first.join();
            assertThat(session.length()).isEqualTo(7);
        }
    }

    @Test
    void theStreamIsRefusedToASecondThreadThatWantsTheSession() {
        holdAfter("Oncea");
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            TokenStream stream = session.stream(GenerationRequest.of("Once"));
            Task<Long> walker = Task.start("walker", () -> stream.events().count());
            gate.awaitVisitor();
            assertThatIllegalStateException().isThrownBy(() -> session.evaluate(1))
                    .withMessageContaining("generation is running");
            gate.open();
            assertThat(walker.join()).isEqualTo(TEXT.length());
        }
    }

    @RepeatedTest(20)
    void threadsThatComeAndGoWhileTheModelClosesGetAResultOrAreTold() {
        LoadedModel model = FakeModel.of(engine);
        List<Task<Boolean>> users = IntStream.range(0, 4).mapToObj(i -> Task.run("user " + i, () -> {
            while (true) {
                try (Session session = model.newSession()) {
                    FinishReason reason = session.generate(GenerationRequest.of("Once")).finishReason();
                    assertThat(reason).isIn(FinishReason.END_TOKEN, FinishReason.CANCELLED);
                } catch (IllegalStateException closed) {
                    assertThat(closed).hasMessageContaining("closed");
                    return;
                }
            }
        })).toList();
        Task.run("closer", model::close).join();
        users.forEach(Task::join);
        assertThat(engine.isClosed()).isTrue();
    }
}
