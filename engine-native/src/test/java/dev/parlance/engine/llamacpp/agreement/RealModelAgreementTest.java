package dev.parlance.engine.llamacpp.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.engine.llamacpp.Needed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Real weights, against the plain CPU variant. */
@Tag("plain-cpu")
class RealModelAgreementTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 42})
    void theReproducibleEnginesGiveTheSameBits(long seed) {
        Needed.plainCpu();
        Needed.realModels().forEach(file -> assertSameBits(file, seed));
    }

    private static void assertSameBits(Path file, long seed) {
        try (LanguageModel reference = LanguageModel.builder().file(file).engine("java").reproducible(true).load();
                LanguageModel model = Needed.load(file).option("llamacpp.cpu-variant", "x64").threads(2)
                        .reproducible(true)
                        .load();
                Session expected = reference.newSession();
                Session actual = model.newSession()) {
            int[] tokens = new SplittableRandom(seed).ints(100, 0, model.info().vocabularySize()).toArray();
            List<Logits> expectedRows = expected.evaluateAll(tokens);
            List<Logits> actualRows = actual.evaluateAll(tokens);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(row(actualRows.get(i))).as("%s, logits after token %s", file, i)
                        .isEqualTo(row(expectedRows.get(i)));
            }
        }
    }

    private static float[] row(Logits logits) {
        float[] row = new float[logits.size()];
        logits.copyTo(row);
        return row;
    }
}
