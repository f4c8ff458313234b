package dev.parlance.testkit.engine;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Shorthand for evaluating steps in an engine's own interface. */
public final class Steps {
    private Steps() {}

    /** Makes a step that wants the logits after some of its tokens. */
    public static Step step(EngineModel model, EngineSession session, int[] tokens, int... outputs) {
        return new Step(session, tokens, outputs, Step.Output.LOGITS,
                new float[outputs.length * model.info().vocabularySize()]);
    }

    /** Returns the outputs of a step, row by row. */
    public static float[][] rows(Step step, int columns) {
        return IntStream.range(0, step.outputs().length)
                .mapToObj(row -> Arrays.copyOfRange(step.target(), row * columns, (row + 1) * columns))
                .toArray(float[][]::new);
    }

    /** Appends tokens to a session and returns the logits after each, (tokens, vocabulary). */
    public static float[][] logits(EngineModel model, EngineSession session, int... tokens) {
        Step step = step(model, session, tokens, IntStream.range(0, tokens.length).toArray());
        model.evaluate(List.of(step));
        return rows(step, model.info().vocabularySize());
    }

    /** Returns the logits after each of some tokens in a session of their own, (tokens, vocabulary). */
    public static float[][] logits(EngineModel model, int... tokens) {
        try (EngineSession session = model.newSession()) {
            return logits(model, session, tokens);
        }
    }
}
