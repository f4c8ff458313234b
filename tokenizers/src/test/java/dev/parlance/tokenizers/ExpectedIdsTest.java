package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Ids that others found for the same text and vocabulary. */
class ExpectedIdsTest {
    private static final String TINY_STORIES = "models/tinystories-656k/tinystories-656k-q8_0.gguf";

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "phi-3", "llama-bpe", "gpt-2", "qwen2", "deepseek-llm", "mpt",
            "bert-bge"})
    void everyTextOfLlamaCppsTestsHasItsIds(String vocabulary) throws IOException {
        Tokenizer tokenizer = SharedFiles.vocabulary(vocabulary);
        String file = "vocab/ggml-vocab-" + vocabulary + ".gguf";
        String[] texts = Files.readString(SharedFiles.file(file + ".inp")).split("\n__ggml_vocab_test__\n");
        List<String> expected = Files.readAllLines(SharedFiles.file(file + ".out"));

        assertThat(texts).hasSameSizeAs(expected).hasSizeGreaterThan(40);
        assertAll(IntStream.range(0, texts.length).mapToObj(i -> () -> assertThat(tokenizer.encode(texts[i]))
                .as("text %d: '%s'", i, texts[i]).isEqualTo(ids(expected.get(i)))));
    }

    @ParameterizedTest
    @CsvSource({"Once upon a time, 1 80 147 201 282 57", "Hello, 1 80 1288 67"})
    void thePromptsOfTheTinyStoriesModelHaveTheirIds(String text, String expected) {
        int[] ids = SharedFiles.tokenizer(TINY_STORIES).encode(text, EncodeOptions.PROMPT);

        assertThat(ids).isEqualTo(ids(expected));
    }

    private static int[] ids(String line) {
        return Arrays.stream(line.split(" ")).filter(id -> !id.isEmpty()).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void theTinyStoriesModelDecodesToThePrompt() {
        assertThat(SharedFiles.tokenizer(TINY_STORIES).decode(1, 80, 147, 201, 282, 57)).isEqualTo("Once upon a time");
    }
}
