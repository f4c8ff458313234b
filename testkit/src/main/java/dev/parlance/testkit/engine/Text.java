package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;

import java.util.Arrays;

/** The text that rules have sessions read, with the logits that it has in a setting when read in one step. */
final class Text {
    private final EngineModel model;
    private final int[] tokens;
    private final float[][] expected;
    private final Comparison comparison;

    Text(EngineUnderTest engine, Setting setting) {
        model = LoadedModels.get(engine, setting);
        tokens = LoadedModels.text(engine);
        expected = LoadedModels.expected(engine, setting);
        comparison = new Comparison(engine, setting);
    }

    /** Returns the model in the setting. */
    EngineModel model() {
        return model;
    }

    /** Returns a part of the text. */
    int[] tokens(int from, int to) {
        return Arrays.copyOfRange(tokens, from, to);
    }

    /** Has a session read on, to a position, and compares the logits after each token. */
    void continueTo(EngineSession session, int to) {
        int from = session.length();
        float[][] rows = Steps.logits(model, session, tokens(from, to));
        assertThat(session.length()).isEqualTo(to);
        for (int i = 0; i < rows.length; i++) {
            compare(rows[i], from + i);
        }
    }

    /** Has a session read what is not in the text. */
    void stray(EngineSession session, int count) {
        int vocabulary = model.info().vocabularySize();
        int[] others = new int[count];
        Arrays.setAll(others, i -> (tokens[(session.length() + i) % tokens.length] + 1) % vocabulary);
        Steps.logits(model, session, others);
    }

    /** Compares the logits after one token. */
    void compare(float[] actual, int position) {
        comparison.add(actual, expected[position]);
    }

    /** Makes sure that all that was compared is near enough. */
    void check() {
        comparison.check();
    }
}
