package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Passes of several steps, and misuse, at the level of the engine itself. */
class SharedPassTest {
    private static EngineModel model;

    @BeforeAll
    static void load() {
        model = new NativeEngineProvider().load(Needed.bundled(),
                Needed.settings(false, Map.of("llamacpp.batch-size", "64", "llamacpp.micro-batch-size", "32")),
                done -> {});
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
            model.close();
        }
    }

    private static Step step(EngineSession session, int[] tokens, int... outputs) {
        return new Step(session, tokens, outputs, Step.Output.LOGITS,
                new float[outputs.length * model.info().vocabularySize()]);
    }

    private static int[] tokens(int seed, int count) {
        return new SplittableRandom(seed).ints(count, 3, model.info().vocabularySize()).toArray();
    }

    /** The default setting is not batch-invariant; facts: two variants differ by up to 0.34 on quantised weights. */
    private static void assertNear(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(0.5f));
        }
    }

    @Test
    void stepsOfAnyLengthsInOnePassGiveWhatEachGivesAlone() {
        int[] lengths = {1, 200, 3, 64, 65, 1, 31};
        List<EngineSession> sessions = new ArrayList<>();
        List<Step> together = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            sessions.add(model.newSession());
            int last = lengths[i] - 1;
            together.add(step(sessions.get(i), tokens(i, lengths[i]), last == 0 ? new int[]{0} : new int[]{0, last}));
        }
        model.evaluate(together.reversed());
        for (int i = 0; i < lengths.length; i++) {
            assertThat(sessions.get(i).length()).isEqualTo(lengths[i]);
            try (EngineSession alone = model.newSession()) {
                Step expected = step(alone, together.get(i).tokens(), together.get(i).outputs());
                model.evaluate(List.of(expected));
                assertNear(together.get(i).target(), expected.target());
            }
        }
        sessions.forEach(EngineSession::close);
    }

    @Test
    void aBadStepChangesNoSessionOfThePass() {
        try (EngineSession good = model.newSession(); EngineSession bad = model.newSession()) {
            Step right = step(good, tokens(1, 10), 9);
            assertThatThrownBy(
                    () -> model.evaluate(List.of(right, step(bad, new int[]{model.info().vocabularySize()}, 0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(model.info().vocabularySize()));
            assertThatThrownBy(() -> model.evaluate(List.of(right, step(bad, new int[1000], 0))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                    () -> model.evaluate(List.of(right, new Step(bad, new int[]{5}, new int[]{0}, Step.Output.LOGITS,
                            new float[3]))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(good.length()).isZero();
            model.evaluate(List.of(right));
            assertThat(good.length()).isEqualTo(10);
        }
    }

    @Test
    void closedSessionsAndModelsAreRefused() {
        EngineSession closed = model.newSession();
        closed.close();
        closed.close();
        assertThatThrownBy(() -> model.evaluate(List.of(step(closed, new int[]{5}, 0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(closed::fork).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.truncate(0)).isInstanceOf(IllegalStateException.class);

        EngineModel other = new NativeEngineProvider().load(Needed.bundled(), Needed.settings(false, Map.of()),
                done -> {});
        EngineSession orphan = other.newSession();
        assertThatThrownBy(() -> model.evaluate(List.of(step(orphan, new int[]{5}, 0))))
                .isInstanceOf(IllegalArgumentException.class);
        other.close();
        assertThatThrownBy(other::newSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.evaluate(List.of(step(orphan, new int[]{5}, 0))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(orphan::fork).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> orphan.truncate(0)).isInstanceOf(IllegalStateException.class);
        orphan.close();
    }
}
