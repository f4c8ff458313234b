package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ContextOverflowException;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.SessionLimitException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sessions in the strict setting, in which the way to a text must not show in its logits. */
class SessionTest {
    private static final int[] TOKENS = new SplittableRandom(7).ints(90, 3, 2048).toArray();

    private static LanguageModel model;

    @BeforeAll
    static void load() {
        model = Needed.load(Needed.q8()).reproducible(true).maxSessions(8).load();
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    private static float[] evaluate(Session session, int from, int to) {
        return row(session.evaluate(Arrays.copyOfRange(TOKENS, from, to)));
    }

    private static float[] row(Logits logits) {
        float[] row = new float[logits.size()];
        logits.copyTo(row);
        return row;
    }

    @Test
    void theSameTextGivesTheSameLogitsInEverySession() {
        try (Session first = model.newSession(); Session second = model.newSession()) {
            assertThat(evaluate(second, 0, 90)).isEqualTo(evaluate(first, 0, 90));
        }
    }

    @Test
    void truncationForgetsWhatCameAfter() {
        try (Session straight = model.newSession(); Session back = model.newSession()) {
            evaluate(straight, 0, 30);
            evaluate(back, 0, 30);
            evaluate(back, 50, 90);
            back.truncate(30);
            assertThat(back.length()).isEqualTo(30);
            assertThat(evaluate(back, 30, 60)).isEqualTo(evaluate(straight, 30, 60));
        }
    }

    @Test
    void truncationToNothingIsAFreshSession() {
        try (Session session = model.newSession()) {
            float[] first = evaluate(session, 0, 40);
            session.truncate(0);
            assertThat(evaluate(session, 0, 40)).isEqualTo(first);
        }
    }

    @Test
    void forksGoOnIndependentlyFromTheSameText() {
        try (Session trunk = model.newSession(); Session straight = model.newSession()) {
            evaluate(trunk, 0, 30);
            evaluate(straight, 0, 30);
            try (Session left = trunk.fork(); Session right = trunk.fork()) {
                evaluate(left, 60, 90);
                trunk.truncate(10);
                float[] expected = evaluate(straight, 30, 60);
                assertThat(evaluate(right, 30, 60)).isEqualTo(expected);
                assertThat(left.length()).isEqualTo(60);
            }
        }
    }

    @Test
    void openingMoreSessionsKeepsWhatTheOthersHold() {
        List<Session> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Session session = model.newSession();
                sessions.add(session);
                evaluate(session, 0, 20 + i);
            }
            for (int i = 0; i < 8; i++) {
                Session session = sessions.get(i);
                float[] row = evaluate(session, 20 + i, 50);
                session.truncate(0);
                evaluate(session, 0, 20 + i);
                assertThat(evaluate(session, 20 + i, 50)).isEqualTo(row);
            }
        } finally {
            sessions.forEach(Session::close);
        }
    }

    @Test
    void aStepAtATimeStaysNearOneBatch() {
        try (Session batch = model.newSession(); Session single = model.newSession()) {
            float[] expected = evaluate(batch, 0, 90);
            float[] actual = new float[0];
            for (int i = 0; i < 90; i++) {
                actual = evaluate(single, i, i + 1);
            }
            // As far as two CPU variants in the strict setting are from each other: NMSE 1.3e-4.
            double error = 0;
            double power = 0;
            for (int i = 0; i < actual.length; i++) {
                error += Math.pow(actual[i] - (double) expected[i], 2);
                power += Math.pow(expected[i], 2);
            }
            assertThat(error / power).isLessThan(3e-4);
        }
    }

    @Test
    void sessionsOfManyThreadsDoNotDisturbEachOther() throws Exception {
        String expected = model.generate(GenerationRequest.builder("Hello").maxTokens(20).build()).text();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                calls.add(() -> model.generate(GenerationRequest.builder("Hello").maxTokens(20).build()).text());
            }
            for (Future<String> text : threads.invokeAll(calls)) {
                assertThat(text.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeLlamaCppSeesIt() {
        try (Session session = model.newSession()) {
            assertThatThrownBy(() -> session.evaluate(2048)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.evaluate(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.evaluate()).isInstanceOf(IllegalArgumentException.class);
            int[] tooLong = new int[session.contextLength() + 1];
            Arrays.fill(tooLong, 5);
            assertThatThrownBy(() -> session.evaluate(tooLong)).isInstanceOf(ContextOverflowException.class);
            int[] full = Arrays.copyOf(tooLong, session.contextLength());
            session.evaluate(full);
            assertThatThrownBy(() -> session.evaluate(5)).isInstanceOf(ContextOverflowException.class);
            assertThatThrownBy(() -> session.truncate(600)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void oneSessionTooManyIsAnException() {
        List<Session> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                sessions.add(model.newSession());
            }
            assertThatThrownBy(model::newSession).isInstanceOf(SessionLimitException.class).hasMessageContaining("8");
        } finally {
            sessions.forEach(Session::close);
        }
    }

    @Test
    void hiddenStatesDoNotDisturbTheLogits() {
        try (Session session = model.newSession()) {
            float[] expected = evaluate(session, 0, 20);
            assertThat(model.embed("Once upon a time").size()).isEqualTo(128);
            session.truncate(0);
            assertThat(evaluate(session, 0, 20)).isEqualTo(expected);
        }
    }
}
