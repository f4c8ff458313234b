package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Encoding;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

class WordPieceTest {
    private static MadeUp vocabulary() {
        return MadeUp.scored("bert").add(TokenKind.UNKNOWN, "[UNK]").add(TokenKind.CONTROL, "[CLS]", "[SEP]")
                .with("unknown_token_id", 0).with("bos_token_id", 1).with("seperator_token_id", 2)
                .normal("▁un", "aff", "able", "affable", "▁a", "e", "▁,", "▁中", "▁文", "▁ᄒ", "▁+", "▁É", "▁€", "▁");
    }

    @Test
    void theLongestPieceThatFitsIsTakenFromLeftToRight() {
        assertThat(vocabulary().tokenizer().encode("unaffable"))
                .isEqualTo(vocabulary().ids("▁un", "affable"));
        assertThat(vocabulary().tokenizer().encode("a ae")).isEqualTo(vocabulary().ids("▁a", "▁a", "e"));
    }

    @Test
    void aWordThatPiecesDoNotMakeUpIsOneUnknownToken() {
        assertThat(vocabulary().tokenizer().encode("unaffablez a")).isEqualTo(vocabulary().ids("[UNK]", "▁a"));
        assertThat(vocabulary().tokenizer().encode("€")).isEqualTo(vocabulary().ids("▁€"));
    }

    @Test
    void punctuationAndChineseCharactersAreWords() {
        assertThat(vocabulary().tokenizer().encode("a,a中文+")).isEqualTo(
                vocabulary().ids("▁a", "▁,", "▁a", "▁中", "▁文", "▁+"));
    }

    @Test
    void theFileSaysWhetherCaseAndAccentsStay() {
        MadeUp vocabulary = vocabulary();

        assertThat(vocabulary.tokenizer().encode("Á\u0301 ")).isEqualTo(vocabulary.ids("▁a"));
        assertThat(vocabulary.with("tokenizer.ggml.normalizer.strip_accents", false).tokenizer().encode("á"))
                .isEqualTo(vocabulary.ids("[UNK]"));
        assertThat(vocabulary.with("tokenizer.ggml.normalizer.lowercase", false).tokenizer().encode("É a A"))
                .isEqualTo(vocabulary.ids("▁É", "▁a", "[UNK]"));
        assertThat(vocabulary.with("tokenizer.ggml.normalizer.strip_accents", true).tokenizer().encode("á"))
                .isEqualTo(vocabulary.ids("▁a"));
    }

    /** As in llama.cpp; BERT itself would have all letters of the syllable. */
    @Test
    void aKoreanSyllableBecomesItsFirstLetter() {
        assertThat(vocabulary().tokenizer().encode("한")).isEqualTo(vocabulary().ids("▁ᄒ"));
    }

    @Test
    void controlCharactersAreDroppedWithinAWord() {
        assertThat(vocabulary().tokenizer().encode("u\u200Bn\u0000aff\uFFFD\u0007"))
                .isEqualTo(vocabulary().ids("▁un", "aff"));
    }

    @Test
    void theTextIsAlwaysEnclosed() {
        Tokenizer tokenizer = vocabulary().with("add_bos_token", false).tokenizer();

        assertThat(tokenizer.encode("a", EncodeOptions.PROMPT)).isEqualTo(vocabulary().ids("[CLS]", "▁a", "[SEP]"));
        assertThat(tokenizer.encode("[SEP]a", new EncodeOptions(false, true)))
                .isEqualTo(vocabulary().ids("[SEP]", "▁a"));
        assertThat(tokenizer.endTokens()).isEmpty();
    }

    @Test
    void spansAreThoseOfTheTextBeforeItWasNormalized() {
        Tokenizer tokenizer = vocabulary().tokenizer();

        Encoding encoding = tokenizer.encodeWithSpans("  UNA\u0301ffable, 😀x", EncodeOptions.PROMPT);

        assertThat(encoding).hasToString("[1@0-0, 3@2-4, 6@4-12, 9@12-13, 0@14-17, 2@17-17]");
    }

    @Test
    void aVocabularyTooSmallForTheDefaultTokensMustNameThem() {
        assertThatThrownBy(() -> MadeUp.scored("bert").normal("▁a").tokenizer())
                .isInstanceOf(ModelFormatException.class).hasMessageContainingAll("bos_token_id", "101");
        assertThatThrownBy(() -> MadeUp.scored("bert").normal("▁a").with("bos_token_id", 0).tokenizer())
                .isInstanceOf(ModelFormatException.class).hasMessageContainingAll("seperator_token_id", "102");
    }
}
