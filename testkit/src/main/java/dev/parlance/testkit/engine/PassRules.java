package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.CachePrecision;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Step;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Steps of several sessions in one pass, and what else may go on in the machine, do not show in the logits. */
public interface PassRules extends EngineUnderTest {

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void sharingPassesWithOtherSessionsChangesNothing(@ForAll("settings") Setting setting,
            @ForAll @IntRange(min = 2, max = 5) int sessions, @ForAll long seed) {
        Text text = new Text(this, setting);
        Random random = new Random(seed);
        EngineModel model = text.model();
        List<EngineSession> open = IntStream.range(0, sessions).mapToObj(i -> model.newSession()).toList();
        for (int pass = 0; pass < 3; pass++) {
            List<Step> steps = new ArrayList<>();
            for (EngineSession session : open) {
                int from = session.length();
                int to = Math.min(LoadedModels.LONGEST, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 90));
                if (random.nextInt(4) > 0) {
                    steps.add(Steps.step(model, session, text.tokens(from, to), to - from - 1));
                }
            }
            model.evaluate(steps);
            steps.forEach(step -> text.compare(step.target(), step.session().length() - 1));
        }
        open.forEach(EngineSession::close);
        text.check();
    }

    /** Each session has tokens of its own, in a pass that is longer than what an engine may compute at a time. */
    @Property(tries = 6, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void stepsOfManyLengthsInOnePassGiveWhatEachGivesAlone(@ForAll("settings") Setting setting,
            @ForAll long seed) {
        EngineModel model = LoadedModels.get(this, setting);
        Random random = new Random(seed);
        Comparison comparison = new Comparison(this, setting);
        List<Step> together = new ArrayList<>();
        for (int length : new int[]{1, 200, 3, 64, 65, 1, 31, 320}) {
            int[] tokens = random.ints(length, 0, model.info().vocabularySize()).toArray();
            int[] outputs = IntStream.of(0, length / 2, length - 1).distinct().toArray();
            together.add(Steps.step(model, model.newSession(), tokens, outputs));
        }
        model.evaluate(together.reversed());
        for (Step step : together) {
            assertThat(step.session().length()).isEqualTo(step.tokens().length);
            try (EngineSession alone = model.newSession()) {
                Step expected = Steps.step(model, alone, step.tokens(), step.outputs());
                model.evaluate(List.of(expected));
                comparison.add(step.target(), expected.target());
            }
            step.session().close();
        }
        comparison.check();
    }

    @Test
    default void aPassMayBeEmpty() {
        LoadedModels.get(this, new Setting(Setting.Weights.F32, false, CachePrecision.F32, 1)).evaluate(List.of());
    }

    @Test
    default void aStepMayAskForNothing() {
        EngineModel model = LoadedModels.get(this, new Setting(Setting.Weights.F32, true, CachePrecision.F32, 1));
        int[] tokens = LoadedModels.text(this);
        try (EngineSession session = model.newSession()) {
            model.evaluate(List.of(Steps.step(model, session, Arrays.copyOf(tokens, 20))));
            assertThat(session.length()).isEqualTo(20);
            assertThat(Steps.logits(model, session, tokens[20])[0]).doesNotContain(Float.NaN);
        }
    }

    /** They are in one pass with logits, so that it holds outputs of both kinds; the session then goes on like any other. */
    @Test
    default void hiddenStatesShareAPassWithLogitsAndDisturbNone() {
        Assumptions.assumeTrue(capabilities().contains(Capability.HIDDEN_STATES), "declares no hidden states");
        Setting setting = new Setting(Setting.Weights.F32, true, CachePrecision.F32, 1);
        Text text = new Text(this, setting);
        int width = text.model().info().embeddingLength();
        try (EngineSession left = text.model().newSession(); EngineSession right = text.model().newSession()) {
            Step hidden = new Step(left, text.tokens(0, 200), new int[]{0, 199}, Step.Output.HIDDEN_STATE,
                    new float[2 * width]);
            Step logits = Steps.step(text.model(), right, text.tokens(0, 100), 99);
            text.model().evaluate(List.of(hidden, logits));
            text.compare(logits.target(), 99);
            for (float[] row : Steps.rows(hidden, width)) {
                double squares = IntStream.range(0, width).mapToDouble(i -> row[i] * row[i]).sum();
                assertThat(squares / width).as("mean square after the last norm").isBetween(0.5, 2d);
            }
            text.continueTo(left, 210);
        }
        text.check();
    }

    /** That is what reproducible means. */
    @Test
    default void reproducibleLogitsDependNeitherOnThreadsNorOnTheContextLength(@TempDir Path folder) {
        Path file = LoadedModels.random(this, Setting.Weights.MIXED).write(folder.resolve("model.gguf"));
        int[] tokens = Arrays.copyOf(LoadedModels.text(this), 100);
        float[][] expected = null;
        for (int threads : new int[]{1, 2}) {
            for (int context : new int[]{100, 1000}) {
                EngineSettings settings = new EngineSettings(threads, OptionalInt.of(context), 2, device(),
                        CachePrecision.F32, true, options());
                try (EngineModel model = provider().load(file, settings, progress -> {})) {
                    assertThat(model.info().contextLength()).isEqualTo(context);
                    float[][] logits = Steps.logits(model, tokens);
                    expected = expected == null ? logits : expected;
                    assertThat(logits).isDeepEqualTo(expected);
                }
            }
        }
    }
}
