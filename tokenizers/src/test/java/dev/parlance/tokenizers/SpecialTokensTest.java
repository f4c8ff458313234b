package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.stream.IntStream;

class SpecialTokensTest {

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void theFileSaysWhatIsAddedAroundAText(boolean addBegin, boolean addEnd) {
        Tokenizer tokenizer = MadeUp.sentencePiece(true).normal("▁a").with("add_bos_token", addBegin)
                .with("add_eos_token", addEnd).tokenizer();

        for (String text : new String[]{"", "a", "中 "}) {
            IntStream plain = Arrays.stream(tokenizer.encode(text));
            IntStream withBegin = addBegin ? IntStream.concat(IntStream.of(1), plain) : plain;
            IntStream expected = addEnd ? IntStream.concat(withBegin, IntStream.of(2)) : withBegin;

            assertThat(tokenizer.encode(text, EncodeOptions.PROMPT)).isEqualTo(expected.toArray());
            assertThat(tokenizer.encode(text)).doesNotContain(1, 2);
        }
    }

    @Test
    void sentencePieceAddsTheBeginTokenIfTheFileDoesNotSay() {
        Tokenizer tokenizer = MadeUp.sentencePiece(true).tokenizer();

        assertThat(tokenizer.encode("", EncodeOptions.PROMPT)).containsExactly(1);
        assertThat(tokenizer.beginToken()).hasValue(1);
        assertThat(tokenizer.endTokens()).containsExactly(2);
    }

    @Test
    void llama3AddsTheBeginTokenIfTheFileDoesNotSayAndGpt2DoesNot() {
        assertThat(MadeUp.bytePair("llama-bpe").with("bos_token_id", 7).tokenizer().encode("", EncodeOptions.PROMPT))
                .containsExactly(7);
        Tokenizer gpt2 = MadeUp.bytePair("gpt-2").with("bos_token_id", 7).tokenizer();
        assertThat(gpt2.encode("", EncodeOptions.PROMPT)).isEmpty();
        assertThat(gpt2.beginToken()).hasValue(7);
    }

    @Test
    void aFileThatNamesNoBeginTokenHasNone() {
        assertThat(MadeUp.bytePair("gpt-2").tokenizer().beginToken()).isEmpty();
        assertThat(MadeUp.bytePair("gpt-2").tokenizer().endTokens()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eos_token_id", "eot_token_id", "eom_token_id", "fim_pad_token_id", "fim_rep_token_id",
            "fim_sep_token_id"})
    void everyTokenThatTheFileNamesAsAnEndIsOne(String key) {
        assertThat(MadeUp.bytePair("gpt-2").with(key, 65).tokenizer().endTokens()).containsExactly(65);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<｜end▁of▁sentence｜>", "<|fim_pad|>",
            "<|file_sep|>"})
    void aTokenOfWellKnownSpellingIsAnEndAndAControlToken(String piece) {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").normal(piece);
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.endTokens()).containsExactly(vocabulary.id(piece));
        assertThat(tokenizer.kind(vocabulary.id(piece))).isEqualTo(TokenKind.CONTROL);
        assertThat(tokenizer.bytes(vocabulary.id(piece))).isEmpty();
    }

    @Test
    void aTokenThatFillsInTheMiddleIsAControlTokenButNoEnd() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").add(TokenKind.USER_DEFINED, "<|fim_prefix|>");
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.kind(vocabulary.id("<|fim_prefix|>"))).isEqualTo(TokenKind.CONTROL);
        assertThat(tokenizer.endTokens()).isEmpty();
    }

    @Test
    void theEndOfAMessageIsNoEndWhereCallsAndReturnsAre() {
        MadeUp harmony = MadeUp.bytePair("gpt-2").normal("<|end|>", "<|return|>", "<|call|>");
        assertThat(harmony.tokenizer().endTokens())
                .containsExactly(harmony.id("<|return|>"), harmony.id("<|call|>"));

        MadeUp solar = MadeUp.bytePair("gpt-2").normal("<|end|>", "<|flush|>", "<|calls|>");
        assertThat(solar.tokenizer().endTokens()).containsExactly(solar.id("<|flush|>"), solar.id("<|calls|>"));

        MadeUp phi = MadeUp.bytePair("gpt-2").normal("<|end|>", "<|call|>");
        assertThat(phi.tokenizer().endTokens()).containsExactly(phi.id("<|end|>"), phi.id("<|call|>"));
    }

    @Test
    void theTagOfStruckTextIsNoEndInGemma4() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").normal("</s>", "<|tool_response>");

        assertThat(vocabulary.tokenizer().endTokens()).containsExactly(vocabulary.id("<|tool_response>"));
    }

    @ParameterizedTest
    @CsvSource({"llama-spm, 2", "phi-3, 2 32000 32007", "llama-bpe, 128001 128009", "gpt-2, 50256",
            "qwen2, 128247 151643 151645", "deepseek-llm, 100001", "mpt, 0"})
    void realVocabulariesHaveTheEndsThatLlamaCppFinds(String vocabulary, String ends) {
        Tokenizer tokenizer = SharedFiles.vocabulary(vocabulary);

        assertThat(String.join(" ", tokenizer.endTokens().stream().map(String::valueOf).toList())).isEqualTo(ends);
    }
}
