package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the bundled model goes on with, which {@code model-stories/golden} says how it was made. */
class GoldenTextTest {

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true"})
    void greedyGenerationGivesTheGoldenText(int threads, boolean reproducible) throws IOException {
        String golden = Files.readString(Path.of("../model-stories/golden/once-upon-a-time.txt"));
        try (LanguageModel model = Needed.load(Needed.bundled()).threads(threads).reproducible(reproducible).load()) {
            Generation once = model.generate(GenerationRequest.builder("Once upon a time").maxTokens(32).build());
            assertThat(once.text()).isEqualTo(golden);
            assertThat(once.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        }
    }
}
