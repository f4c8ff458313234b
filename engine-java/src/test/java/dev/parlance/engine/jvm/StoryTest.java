package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.model.stories.StoriesModel;
import dev.parlance.samplers.Samplers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Real text from real models: one whose text llama.cpp and an independent implementation wrote too, and the bundled one. */
final class StoryTest {
    private static LanguageModel load(Path file, String kernels, int threads) {
        return LanguageModel.builder().file(file).engine("java").option("java.kernels", kernels).threads(threads)
                .load();
    }

    @ParameterizedTest
    @CsvSource({"auto, 1", "auto, 2", "auto, 7", "scalar, 1", "scalar, 2"})
    void theGoldenTextOfTheBundledModelComesOutExactly(String kernels, int threads) throws IOException {
        String golden = Files.readString(Path.of("../model-stories/golden/once-upon-a-time.txt"));
        try (LanguageModel model = load(StoriesModel.file(), kernels, threads)) {
            Generation once = model.generate(GenerationRequest.builder("Once upon a time").maxTokens(32).build());
            assertThat(once.text()).isEqualTo(golden);
            assertThat(once.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        }
    }

    /** Of a foreign model, which another implementation wrote in double precision. */
    @ParameterizedTest
    @CsvSource({"auto, 1", "scalar, 2"})
    void theGoldenTextsOfAForeignModelComeOutExactly(String kernels, int threads) {
        Path file = SharedFiles.require("models/tinystories-656k/tinystories-656k-q8_0.gguf");
        try (LanguageModel model = load(file, kernels, threads)) {
            assertThat(model.tokenizer().encode("Once upon a time", dev.parlance.tokenizer.EncodeOptions.PROMPT))
                    .containsExactly(1, 80, 147, 201, 282, 57);
            Generation once = model.generate(GenerationRequest.builder("Once upon a time").maxTokens(32).build());
            assertThat(once.text())
                    .isEqualTo(", a little girl named Lily lived in a small house. She loved to eat yummy"
                            + " food. One day, she saw a small bird on the ground. The bird was sad because it could not eat it.\n"
                            + "Lily wanted to help the bird. She tried to eat the food and ");
            assertThat(once.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
            Generation hello = model.generate(GenerationRequest.builder("Hello").maxTokens(16).build());
            assertThat(hello.text())
                    .isEqualTo(" and a girl were walking in the park. One day she saw a small bird flying in the sk");
        }
    }

    @Test
    void aStoryEndsWhereTheModelEndsIt() {
        try (LanguageModel model = load(StoriesModel.file(), "auto", 2)) {
            Generation story = model.generate("Once upon a time");
            assertThat(story.finishReason()).isEqualTo(FinishReason.END_TOKEN);
            assertThat(story.usage().completionTokens()).isEqualTo(story.tokens().size()).isBetween(50, 255);
        }
    }

    @Test
    void fiveSeedsGiveFiveStoriesAndTheSameSeedTheSameOnAnyThreadCount() {
        Set<String> stories = new HashSet<>();
        try (LanguageModel one = load(StoriesModel.file(), "auto", 1);
                LanguageModel many = load(StoriesModel.file(), "auto", 7)) {
            for (long seed = 1; seed <= 5; seed++) {
                GenerationRequest request = GenerationRequest.builder("Once upon a time").maxTokens(100)
                        .sampler(Samplers.temperature(0.8f)).seed(seed).build();
                Generation story = one.generate(request);
                assertThat(many.generate(request).tokens()).isEqualTo(story.tokens());
                assertThat(one.generate(request).text()).isEqualTo(story.text());
                stories.add(story.text());
            }
        }
        assertThat(stories).hasSize(5);
    }
}
