package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** A megabyte of anything goes in and comes out; the limits of time are there for what would take hours. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class HugeTextTest {
    private static final int SIZE = 1 << 20;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"llama-spm|a", "llama-spm|' '", "llama-spm|\u0301", "llama-bpe|a",
            "llama-bpe|' '", "llama-bpe|\u0301", "llama-bpe|'\n'", "gpt-2|a", "gpt-2|1", "qwen2|<|im_end|>",
            "deepseek-llm|' '", "deepseek-llm|'  中'", "mpt|' '", "mpt|'\n'", "phi-3|'<|end|> '", "phi-3|</s></s"})
    void oneTextRepeated(String vocabulary, String text) {
        roundTrip(vocabulary, text.repeat(SIZE / text.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "llama-bpe", "gpt-2", "qwen2", "deepseek-llm", "mpt"})
    void oneWordOfRandomLetters(String vocabulary) {
        roundTrip(vocabulary, new Random(7).ints(SIZE, 'a', 'z' + 1).mapToObj(Character::toString)
                .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "qwen2", "deepseek-llm"})
    void blanksThatDoNotEndTheText(String vocabulary) {
        roundTrip(vocabulary, " ".repeat(SIZE) + "中");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|im_end|>", "<|im_end", "<"})
    void specialTokensAndTheirBeginnings(String text) {
        Tokenizer tokenizer = SharedFiles.vocabulary("qwen2");
        int count = SIZE / text.length();

        int[] ids = tokenizer.encode(text.repeat(count), new EncodeOptions(false, true));

        if (text.equals("<|im_end|>")) {
            assertThat(ids).hasSize(count).containsOnly(tokenizer.id(text).orElseThrow());
        } else {
            assertThat(tokenizer.decode(ids)).isEqualTo(text.repeat(count));
        }
    }

    /** Kinds that lose something of a text. */
    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\u0301\u0316", "x ", "antidisestablishmentarianism"})
    void textForKindsThatNormalize(String text) {
        String huge = text.repeat(SIZE / text.length());
        MadeUp words = MadeUp.scored("bert").add(TokenKind.UNKNOWN, "[UNK]").normal("▁a", "a", "▁x", "n", "▁中")
                .with("unknown_token_id", 0).with("bos_token_id", 0).with("seperator_token_id", 0);
        MadeUp pieces = MadeUp.scored("t5").add(TokenKind.UNKNOWN, "<unk>").with("unknown_token_id", 0)
                .with("eos_token_id", 0).normal("a", "aaaaaaaa", "▁", "▁▁▁▁", "中", "anti")
                .with("remove_extra_whitespaces", true);
        MadeUp lines = MadeUp.characterPair("gemma4", "").normal("a", "▁", "x").merge("a", "a").merge("aa", "aa")
                .merge("▁", "x").merge("x", "▁").merge("▁", "▁");
        for (Tokenizer tokenizer : List.of(words.tokenizer(), pieces.tokenizer(), lines.tokenizer())) {
            int[] ids = tokenizer.encode(huge);

            assertThat(ids.length).isLessThanOrEqualTo(3 * huge.length());
            assertThat(tokenizer.count(huge)).isEqualTo(ids.length);
            assertThat(tokenizer.cut(huge, 100, EncodeOptions.PLAIN).length()).isLessThanOrEqualTo(huge.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "NFC", "precompiled", "regex [^a-e\\s]+", "metaspace first", "suffix"})
    void textForDocuments(String name) {
        Tokenizer tokenizer = JsonTokenizer.read(MadeUpJson.text(MadeUpJson.ALL.get(name)));
        for (String text : List.of("a", " ", "\u0301\u0316", "x ")) {
            String huge = text.repeat(SIZE / text.length());

            assertThat(tokenizer.encode(huge).length).isLessThanOrEqualTo(2 * huge.length());
        }
    }

    private static void roundTrip(String vocabulary, String text) {
        Tokenizer tokenizer = SharedFiles.vocabulary(vocabulary);
        int[] ids = tokenizer.encode(text);

        assertThat(ids.length).isLessThanOrEqualTo(2 * text.length() + 1);
        assertThat(tokenizer.decode(ids).equals(text)).as("comes out as it went in").isTrue();
    }
}
