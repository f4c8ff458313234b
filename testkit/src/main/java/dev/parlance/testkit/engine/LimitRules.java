package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ContextOverflowException;
import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.SessionLimitException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What does not fit is refused, and nothing has changed then. */
public interface LimitRules extends EngineUnderTest {
    private LanguageModel load(Path folder, int contextLength, int maxSessions) {
        Path file = LoadedModels.random(this, Setting.Weights.MIXED).write(folder.resolve("model.gguf"));
        return builder(file).contextLength(contextLength).maxSessions(maxSessions).reproducible(true).load();
    }

    private static float[] row(Logits logits) {
        float[] row = new float[logits.size()];
        logits.copyTo(row);
        return row;
    }

    @Test
    default void oneSessionTooManyIsRefusedWithTheLimitAndAClosedOneMakesRoom(@TempDir Path folder) {
        try (LanguageModel model = load(folder, 64, 3)) {
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sessions.add(model.newSession());
            }
            assertThatThrownBy(model::newSession).isInstanceOf(SessionLimitException.class).hasMessageContaining("3");
            assertThatThrownBy(() -> sessions.getFirst().fork()).isInstanceOf(SessionLimitException.class);
            sessions.getFirst().close();
            sessions.getLast().fork().close();
            model.newSession().evaluate(5);
        }
    }

    /** An engine may have to make room for a session more, and must not lose what the others hold. */
    @Test
    default void openingMoreSessionsKeepsWhatTheOthersHold(@TempDir Path folder) {
        int[] text = LoadedModels.text(this);
        try (LanguageModel model = load(folder, 64, 8); Session alone = model.newSession()) {
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                sessions.add(model.newSession());
                sessions.getLast().evaluate(Arrays.copyOf(text, 20 + i));
            }
            for (int i = 0; i < 7; i++) {
                float[] row = row(sessions.get(i).evaluate(Arrays.copyOfRange(text, 20 + i, 50)));
                alone.truncate(0);
                alone.evaluate(Arrays.copyOf(text, 20 + i));
                assertThat(row).isEqualTo(row(alone.evaluate(Arrays.copyOfRange(text, 20 + i, 50))));
            }
        }
    }

    @Test
    default void whatDoesNotFitTheContextIsRefusedAndTheSessionGoesOn(@TempDir Path folder) {
        int[] text = LoadedModels.text(this);
        try (LanguageModel model = load(folder, 64, 2);
                Session session = model.newSession();
                Session untroubled = model.newSession()) {
            assertThat(session.contextLength()).isEqualTo(64);
            assertThatThrownBy(() -> session.evaluate(Arrays.copyOf(text, 65)))
                    .isInstanceOf(ContextOverflowException.class).hasMessageContaining("65").hasMessageContaining("64");
            session.evaluate(Arrays.copyOf(text, 60));
            assertThatThrownBy(() -> session.evaluate(1, 2, 3, 4, 5)).isInstanceOf(ContextOverflowException.class);
            assertThat(session.length()).isEqualTo(60);
            untroubled.evaluate(Arrays.copyOf(text, 60));
            assertThat(row(session.evaluate(1, 2, 3, 4))).isEqualTo(row(untroubled.evaluate(1, 2, 3, 4)));
            assertThatThrownBy(() -> session.evaluate(1)).isInstanceOf(ContextOverflowException.class);
        }
    }

    @Test
    default void aGenerationEndsWhereTheContextDoes(@TempDir Path folder) {
        try (LanguageModel model = load(folder, 32, 1)) {
            Generation generation = model.generate(
                    GenerationRequest.builder("Once").maxTokens(1000).ignoreEndTokens(true).build());
            assertThat(generation.finishReason()).isEqualTo(FinishReason.CONTEXT_FULL);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 331})
    default void anIdOutsideTheVocabularyIsRefusedAndTheSessionGoesOn(int id, @TempDir Path folder) {
        try (LanguageModel model = load(folder, 64, 2);
                Session session = model.newSession();
                Session untroubled = model.newSession()) {
            session.evaluate(1, 2, 3);
            assertThatThrownBy(() -> session.evaluate(4, id)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(id));
            assertThat(session.length()).isEqualTo(3);
            untroubled.evaluate(1, 2, 3);
            assertThat(row(session.evaluate(4, 5))).isEqualTo(row(untroubled.evaluate(4, 5)));
        }
    }

    @Test
    default void nothingToEvaluateAndTruncationOutOfRangeAreRefused(@TempDir Path folder) {
        try (LanguageModel model = load(folder, 64, 1); Session session = model.newSession()) {
            session.evaluate(1, 2, 3);
            assertThatThrownBy(session::evaluate).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.truncate(4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> session.truncate(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(session.tokens()).containsExactly(1, 2, 3);
        }
    }
}
