package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.ContextOverflowException;
import dev.parlance.GenerationRequest;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.SessionLimitException;
import dev.parlance.TokenStream;
import dev.parlance.fake.CapturedLogs;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import dev.parlance.spi.Capability;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** Sessions on one thread. */
class SessionTest {

    private static void assertSame(Logits actual, Logits expected) {
        assertThat(values(actual)).isEqualTo(values(expected));
    }

    private static float[] values(Logits logits) {
        float[] values = new float[logits.size()];
        logits.copyTo(values);
        return values;
    }

    /** Returns the logits that the fake engine's definition gives after some tokens. */
    private static float[] noise(int... tokens) {
        float[] values = new float[FakeTokenizer.SIZE];
        FakeEngine.noise(tokens, tokens.length, values, 0);
        return values;
    }

    // Reading.

    @Property(tries = 200)
    void anyCutOfTheTokensGivesTheSameLogits(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = FakeTokenizer.SIZE - 1) Integer> list,
            @ForAll @IntRange(min = 1, max = 50) int stepLength, @ForAll @IntRange(max = 40) int cut) {
        int[] tokens = list.stream().mapToInt(Integer::intValue).toArray();
        FakeEngine engine = new FakeEngine().stepLength(stepLength);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            int head = Math.min(cut, tokens.length - 1);
            if (head > 0) {
                assertThat(values(session.evaluate(Arrays.copyOf(tokens, head))))
                        .isEqualTo(noise(Arrays.copyOf(tokens, head)));
            }
            assertThat(values(session.evaluate(Arrays.copyOfRange(tokens, head, tokens.length))))
                    .isEqualTo(noise(tokens));
            assertThat(session.tokens()).isEqualTo(tokens);
            assertThat(session.length()).isEqualTo(tokens.length);
            assertThat(engine.sessions().getFirst().tokens()).isEqualTo(FakeTokenizer.list(tokens));
            assertThat(engine.passes())
                    .allSatisfy(pass -> assertThat(pass.tokens().getFirst()).hasSizeBetween(1, stepLength));
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Property(tries = 200)
    void evaluateAllGivesTheLogitsAfterEachToken(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = FakeTokenizer.SIZE - 1) Integer> list,
            @ForAll @IntRange(min = 1, max = 70) int stepLength) {
        int[] tokens = list.stream().mapToInt(Integer::intValue).toArray();
        FakeEngine engine = new FakeEngine().stepLength(stepLength);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            List<Logits> all = session.evaluateAll(tokens);
            assertThat(all).hasSameSizeAs(FakeTokenizer.list(tokens));
            for (int i = 0; i < tokens.length; i++) {
                assertThat(values(all.get(i))).isEqualTo(noise(Arrays.copyOf(tokens, i + 1)));
            }
            assertThat(session.tokens()).isEqualTo(tokens);
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void logitsAreSnapshotsThatLaterTokensDoNotChange() {
        try (LoadedModel model = FakeModel.of(new FakeEngine()); Session session = model.newSession()) {
            Logits first = session.evaluate(1);
            session.evaluate(2);
            assertThat(values(first)).isEqualTo(noise(1));
        }
    }

    @Test
    void predictIsTheLogitsAfterTheTextWithItsBeginToken() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine)) {
            assertThat(values(model.predict("hé"))).isEqualTo(noise(FakeTokenizer.prompt("hé")));
        }
        assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
    }

    @Test
    void embedIsTheMeanOfTheHiddenStates() {
        FakeEngine engine = new FakeEngine().stepLength(2);
        try (LoadedModel model = FakeModel.of(engine)) {
            int[] tokens = FakeTokenizer.prompt("abcd");
            double[] mean = new double[FakeEngine.WIDTH];
            for (int i = 1; i <= tokens.length; i++) {
                float[] state = noise(Arrays.copyOf(tokens, i));
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += state[j] / tokens.length;
                }
            }
            double length = Math.sqrt(Arrays.stream(mean).map(x -> x * x).sum());
            float[] vector = model.embed("abcd").toArray();
            for (int j = 0; j < mean.length; j++) {
                assertThat((double) vector[j]).isCloseTo(mean[j] / length,
                        within(1e-6));
            }
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void embedNeedsAnEngineThatCan() {
        try (LoadedModel model = FakeModel.of(new FakeEngine().capabilities(Capability.TRACES))) {
            assertThatThrownBy(() -> model.embed("x")).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("fake");
        }
    }

    // The algebra of sessions.

    @Property(tries = 300)
    void truncateAndForkAgreeWithLists(@ForAll @Size(max = 30) List<@IntRange(max = 999) Integer> operations) {
        FakeEngine engine = new FakeEngine().stepLength(3).contextLength(20);
        try (LoadedModel model = FakeModel.of(engine)) {
            List<Session> sessions = new ArrayList<>(List.of(model.newSession()));
            List<List<Integer>> expected = new ArrayList<>(List.of(new ArrayList<>()));
            for (int operation : operations) {
                int which = operation % sessions.size();
                Session session = sessions.get(which);
                List<Integer> list = expected.get(which);
                int[] tokens = {operation % FakeTokenizer.SIZE, 3, 5, 7};
                switch (operation / 7 % 4) {
                    case 0, 1 -> {
                        if (list.size() + tokens.length > 20) {
                            assertThatExceptionOfType(ContextOverflowException.class)
                                    .isThrownBy(() -> session.evaluate(tokens));
                        } else {
                            list.addAll(FakeTokenizer.list(tokens));
                            assertThat(values(session.evaluate(tokens)))
                                    .isEqualTo(noise(list.stream().mapToInt(Integer::intValue).toArray()));
                        }
                    }
                    case 2 -> {
                        int kept = operation % (list.size() + 1);
                        session.truncate(kept);
                        list.subList(kept, list.size()).clear();
                    }
                    default -> {
                        if (sessions.size() < FakeModel.MAX_SESSIONS) {
                            sessions.add(session.fork());
                            expected.add(new ArrayList<>(list));
                        } else {
                            assertThatExceptionOfType(SessionLimitException.class).isThrownBy(session::fork);
                        }
                    }
                }
                for (int i = 0; i < sessions.size(); i++) {
                    assertThat(FakeTokenizer.list(sessions.get(i).tokens())).isEqualTo(expected.get(i));
                    assertThat(engine.sessions().get(i).tokens()).isEqualTo(expected.get(i));
                }
            }
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void truncateOutOfRangeIsRefusedWithBothFigures() {
        try (LoadedModel model = FakeModel.of(new FakeEngine()); Session session = model.newSession()) {
            session.evaluate(1, 2);
            for (int kept : new int[]{-1, 3}) {
                assertThatThrownBy(() -> session.truncate(kept)).isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContaining(Integer.toString(kept)).hasMessageContaining("2");
            }
            assertThat(session.length()).isEqualTo(2);
        }
    }

    @Test
    void closingAForkLeavesItsOriginAlone() {
        try (LoadedModel model = FakeModel.of(new FakeEngine()); Session session = model.newSession()) {
            session.evaluate(1);
            Session fork = session.fork();
            fork.evaluate(2);
            fork.close();
            assertSame(session.evaluate(2), model.newSession().evaluateAll(1, 2).get(1));
        }
    }

    @Test
    void oneSessionTooManyIsRefusedWithBothFigures() {
        try (LoadedModel model = FakeModel.of(new FakeEngine())) {
            Session first = model.newSession();
            for (int i = 1; i < FakeModel.MAX_SESSIONS; i++) {
                model.newSession();
            }
            for (ThrowingCallable call : List.<ThrowingCallable>of(model::newSession, first::fork,
                    () -> model.predict("x"), () -> model.generate("x"), () -> model.stream("x"))) {
                assertThatExceptionOfType(SessionLimitException.class).isThrownBy(call)
                        .withMessageContaining("4 are open").withMessageContaining("at most 4")
                        .withMessageContaining("maxSessions");
            }
            first.close();
            model.newSession();
        }
    }

    // Failures.

    @Test
    void evaluateThatFailsInALaterStepLeavesTheSessionAsItWas() {
        assertAtomic((session, tokens) -> session.evaluate(tokens));
    }

    @Test
    void evaluateAllThatFailsInALaterStepLeavesTheSessionAsItWas() {
        assertAtomic((session, tokens) -> session.evaluateAll(tokens));
    }

    private interface Reading {
        void read(Session session, int... tokens);
    }

    private static void assertAtomic(Reading reading) {
        FakeEngine engine = new FakeEngine().stepLength(2);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.evaluate(1, 2, 3);
            AtomicInteger passes = new AtomicInteger();
            engine.beforePass(steps -> {
                if (passes.incrementAndGet() == 3) {
                    throw new UnsatisfiedLinkError("engine");
                }
            });
            assertThatThrownBy(() -> reading.read(session, 4, 5, 6, 7, 8, 9)).isInstanceOf(UnsatisfiedLinkError.class);
            assertThat(session.tokens()).containsExactly(1, 2, 3);
            assertThat(engine.sessions().getFirst().tokens()).containsExactly(1, 2, 3);
            assertThat(values(session.evaluate(4))).isEqualTo(noise(1, 2, 3, 4));
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aSessionThatCanNotGoBackAfterAFailureIsClosedAndBothFailuresAreTold() {
        FakeEngine engine = new FakeEngine().stepLength(2);
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            engine.beforePass(steps -> {
                if (engine.sessions().getFirst().length() > 0) {
                    throw new ArithmeticException("engine");
                }
            });
            engine.beforeTruncate(kept -> {
                throw new UnsupportedOperationException("truncate");
            });
            assertThatThrownBy(() -> session.evaluate(1, 2, 3)).isInstanceOf(ArithmeticException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                            .isInstanceOf(UnsupportedOperationException.class));
            assertThatIllegalStateException().isThrownBy(() -> session.evaluate(1)).withMessageContaining("closed");
            assertThat(engine.sessions().getFirst().isClosed()).isTrue();
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void tokensThatAreNoneOrNotInTheVocabularyAreRefused() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            assertThatIllegalArgumentException().isThrownBy(session::evaluate).withMessageContaining("no tokens");
            assertThatIllegalArgumentException().isThrownBy(session::evaluateAll).withMessageContaining("no tokens");
            assertThatIllegalArgumentException().isThrownBy(() -> session.evaluate(1, 258)).withMessageContaining("258")
                    .withMessageContaining("index 1");
            assertThatIllegalArgumentException().isThrownBy(() -> session.evaluateAll(-1)).withMessageContaining("-1");
            assertThat(session.length()).isZero();
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void tokensThatDoNotFitAreRefusedWithBothFigures() {
        try (LoadedModel model = FakeModel.of(new FakeEngine().contextLength(3));
                Session session = model.newSession()) {
            session.evaluate(1, 2, 3);
            assertThat(session.contextLength()).isEqualTo(3);
            for (ToIntFunction<int[]> read : List.<ToIntFunction<int[]>>of(tokens -> session.evaluate(tokens).size(),
                    tokens -> session.evaluateAll(tokens).size())) {
                assertThatExceptionOfType(ContextOverflowException.class)
                        .isThrownBy(() -> read.applyAsInt(new int[]{4}))
                        .withMessageContaining("holds 3").withMessageContaining("make 4");
            }
        }
    }

    // Misuse.

    @Test
    void whileAStreamIsOpenTheSessionIsItsAlone() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            TokenStream stream = session.stream(GenerationRequest.of("x"));
            for (ThrowingCallable call : calls(session)) {
                assertThatIllegalStateException().isThrownBy(call).withMessageContaining("generation is running");
            }
            assertThat(session.contextLength()).isEqualTo(64);
            stream.iterator().next();
            assertThatIllegalStateException().isThrownBy(session::length);
            stream.close();
            assertThat(session.length()).isEqualTo(2);
            session.stream(GenerationRequest.of("y")).close();
        }
        assertThat(engine.breaches()).isEmpty();
    }

    private static List<ThrowingCallable> calls(Session session) {
        return List.of(() -> session.evaluate(1), () -> session.evaluateAll(1), session::length, session::tokens,
                () -> session.truncate(0), session::fork, () -> session.stream(GenerationRequest.of("x")),
                () -> session.generate(GenerationRequest.of("x")));
    }

    @Test
    void aClosedSessionRefusesEveryCallButClose() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine)) {
            Session session = model.newSession();
            session.close();
            session.close();
            assertRefusesAll(session);
        }
        assertThat(engine.breaches()).isEmpty();
    }

    private static void assertRefusesAll(Session session) {
        for (ThrowingCallable call : calls(session)) {
            assertThatIllegalStateException().isThrownBy(call).withMessageContaining("closed");
        }
        assertThatIllegalStateException().isThrownBy(session::contextLength).withMessageContaining("closed");
    }

    @Test
    void aClosedModelRefusesEveryCallButCloseAndSoDoItsSessions() {
        FakeEngine engine = new FakeEngine();
        LoadedModel model = FakeModel.of(engine);
        Session session = model.newSession();
        model.close();
        model.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(model::info, model::tokenizer, () -> model.generate("x"),
                () -> model.stream("x"), () -> model.predict("x"), () -> model.embed("x"), model::newSession)) {
            assertThatIllegalStateException().isThrownBy(call).withMessageContaining("closed");
        }
        assertRefusesAll(session);
        session.close();
        assertThat(engine.isClosed()).isTrue();
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aSessionThatFailsToCloseDoesNotKeepTheModelOpen() {
        FakeEngine engine = new FakeEngine();
        LoadedModel model = FakeModel.of(engine);
        model.newSession();
        model.newSession();
        engine.beforeSessionClose(() -> {
            throw new ArithmeticException("close");
        });
        CapturedLogs.clear();
        model.close();
        assertThat(CapturedLogs.messages(Level.WARN)).containsExactly("a session of fake model failed to close",
                "a session of fake model failed to close");
        assertThat(engine.sessions()).hasSize(2).allMatch(FakeEngine.Session::isClosed);
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void aSessionClosedUnderAStreamEndsItWithoutAFailure() {
        try (LoadedModel model = FakeModel.of(new FakeEngine().saying("x", "abc"))) {
            Session session = model.newSession();
            TokenStream stream = session.stream(GenerationRequest.of("x"));
            stream.iterator().next();
            session.close();
            assertThat(stream.iterator()).isExhausted();
            assertThat(stream.generation().tokens()).hasSize(1);
            stream.close();
        }
    }
}
