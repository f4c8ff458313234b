package dev.parlance.model.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

class StoriesModelTest {

    @Test
    void theFileHoldsWhatTheJarHolds() throws IOException {
        Path file = StoriesModel.file();
        try (InputStream in = StoriesModel.open()) {
            assertThat(file).hasBinaryContent(in.readAllBytes());
        }
        assertThat(StoriesModel.file()).isEqualTo(file);
        assertThat(Files.size(file)).isLessThan(5_000_000);
    }

    @Test
    void aSpoiledFileIsWrittenAgain() throws IOException {
        Path file = StoriesModel.file();
        byte[] right = Files.readAllBytes(file);
        Files.write(file, new byte[]{1, 2, 3});

        assertThat(StoriesModel.file()).isEqualTo(file).hasBinaryContent(right);
    }

    @Test
    void itTellsAStoryToItsEnd() {
        try (LanguageModel model = LanguageModel.builder().file(StoriesModel.file()).engine("java").load()) {
            Generation story = model.generate(GenerationRequest.builder("Once upon a time").maxTokens(450).build());
            assertThat(story.finishReason()).isEqualTo(FinishReason.END_TOKEN);
            assertThat(story.text().strip()).hasSizeGreaterThan(200).endsWith(".");
        }
    }

    @Test
    void bothEnginesReadItAlike() {
        try (LanguageModel java = LanguageModel.builder().file(StoriesModel.file()).engine("java").load()) {
            Logits expected = java.predict("Once upon a time");
            LanguageModel.Builder builder = LanguageModel.builder().file(StoriesModel.file()).engine("native");
            org.junit.jupiter.api.Assumptions.assumeTrue(builder.plan().engine().isPresent(),
                    () -> "needs llama.cpp: " + builder.plan().candidates());
            try (LanguageModel other = builder.load()) {
                assertThat(other.predict("Once upon a time").top(1).getFirst().token())
                        .isEqualTo(expected.top(1).getFirst().token());
            }
        }
    }
}
