package dev.parlance.engine.jvm;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Step;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Shorthand for using the engine through its SPI. */
final class Engines {
    /** Two threads, the context that the model was trained for, a cache in F32, vector kernels. */
    static final EngineSettings SETTINGS = settings(2, CachePrecision.F32, false);

    private Engines() {}

    /** Returns settings; reproducible ones take the strict kernels. */
    static EngineSettings settings(int threads, CachePrecision precision, boolean reproducible) {
        return new EngineSettings(threads, OptionalInt.empty(), 1, Device.AUTO, precision, reproducible, Map.of());
    }

    /** Returns a small model with biases, in which every format has its turn. */
    static RandomModel mixed() {
        return RandomModel.mixed(RandomArchitectures.LLAMA, ModelSizes.SMALL, WeightFormats.all(), 1);
    }

    static EngineModel load(Path file, EngineSettings settings) {
        return new JavaEngineProvider().load(file, settings, progress -> {});
    }

    /** Appends tokens to a session and returns the logits after each, (tokens, vocabulary). */
    static float[][] logits(EngineModel model, EngineSession session, int... tokens) {
        Step step = step(model, session, tokens, IntStream.range(0, tokens.length).toArray());
        model.evaluate(List.of(step));
        return rows(step, model.info().vocabularySize());
    }

    /** Returns the logits after each of some tokens in a session of their own, (tokens, vocabulary). */
    static float[][] logits(EngineModel model, int... tokens) {
        try (EngineSession session = model.newSession()) {
            return logits(model, session, tokens);
        }
    }

    /** Makes a step that wants the logits after some of its tokens. */
    static Step step(EngineModel model, EngineSession session, int[] tokens, int... outputs) {
        return new Step(session, tokens, outputs, Step.Output.LOGITS,
                new float[outputs.length * model.info().vocabularySize()]);
    }

    /** Returns the outputs of a step, row by row. */
    static float[][] rows(Step step, int columns) {
        return IntStream.range(0, step.outputs().length)
                .mapToObj(row -> Arrays.copyOfRange(step.target(), row * columns, (row + 1) * columns))
                .toArray(float[][]::new);
    }
}
