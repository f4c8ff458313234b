package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.CachePrecision;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A pass that fails half-way leaves every session as it was. */
class FailedPassTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAFailureNothingHasChanged(boolean reproducible) {
        RandomModel random = Engines.mixed();
        int[] text = random.tokens(200);
        try (EngineModel model = Engines.load(random.write(folder.resolve("model.gguf")),
                Engines.settings(2, CachePrecision.F32, reproducible));
                EngineSession session = model.newSession();
                EngineSession other = model.newSession()) {
            float[][] expected = Steps.logits(model, text);
            Steps.logits(model, session, Arrays.copyOf(text, 10));
            // An id that is not checked by the engine: it fails in the second pass.
            int[] bad = text.clone();
            bad[199] = Integer.MAX_VALUE;
            Step good = Steps.step(model, session, Arrays.copyOfRange(text, 10, 30), 0);
            Step failing = Steps.step(model, other, bad, 199);
            assertThatThrownBy(() -> model.evaluate(List.of(good, failing)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(session.length()).isEqualTo(10);
            assertThat(other.length()).isZero();
            assertThat(Steps.logits(model, session, Arrays.copyOfRange(text, 10, 150)))
                    .isDeepEqualTo(Arrays.copyOfRange(expected, 10, 150));
            assertThat(Steps.logits(model, other, Arrays.copyOf(text, 20))).isDeepEqualTo(Arrays.copyOf(expected, 20));
        }
    }
}
