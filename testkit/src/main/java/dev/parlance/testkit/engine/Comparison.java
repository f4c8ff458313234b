package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.testkit.agreement.Difference;

/** Compares rows of logits as exactly as an engine declares for a setting. */
final class Comparison {
    private final Exactness exactness;
    private final double bar;
    private final Difference difference = new Difference();

    Comparison(EngineUnderTest engine, Setting setting) {
        exactness = engine.exactness(setting.reproducible());
        bar = LoadedModels.bar(engine, setting);
    }

    /** Adds a row. */
    void add(float[] actual, float[] expected) {
        if (exactness == Exactness.BITS) {
            assertThat(actual).isEqualTo(expected);
        }
        difference.add(actual, expected);
    }

    /** Makes sure that all rows together are near enough; one row alone may be out by a rounding. */
    void check() {
        assertThat(difference.normalised()).as("normalised mean square error").isLessThanOrEqualTo(bar);
    }
}
