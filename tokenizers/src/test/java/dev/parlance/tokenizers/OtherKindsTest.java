package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

/** RWKV, PLaMo 2, Gemma 4, words in lower case, and DNA. */
class OtherKindsTest {

    @Test
    void rwkvTakesTheLongestPieceAndReadsEscapes() {
        MadeUp vocabulary = MadeUp.scored("rwkv").normal("a", "ab", "abcd", "\\n", "\\xe4\\xb8", "\\xad", "\\\\",
                "\\'");
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.encode("abcab\n中\\'")).isEqualTo(
                vocabulary.ids("ab", "ab", "\\n", "\\xe4\\xb8", "\\xad", "\\\\", "\\'"));
        assertThat(tokenizer.bytes(vocabulary.id("\\xe4\\xb8"))).containsExactly(0xE4, 0xB8);
        assertThat(tokenizer.decode(tokenizer.encode("ab\n中"))).isEqualTo("ab\n中");
        assertThat(tokenizer.encode("a", EncodeOptions.PROMPT)).isEqualTo(vocabulary.ids("a"));
    }

    @Test
    void rwkvLeavesBytesOutThatNoPieceBeginsWithOrTakesTheUnknownToken() {
        MadeUp vocabulary = MadeUp.scored("rwkv").normal("a", "bcd").add(TokenKind.UNKNOWN, "<unk>");

        assertThat(vocabulary.tokenizer().encode("abca")).isEqualTo(vocabulary.ids("a", "a"));
        assertThat(vocabulary.with("unknown_token_id", 2).tokenizer().encode("abca"))
                .isEqualTo(vocabulary.ids("a", "<unk>", "<unk>", "a"));
    }

    @Test
    void plamo2TakesTheCheapestWayAndTheLongestPieceOfThoseThatCostTheSame() {
        MadeUp vocabulary = MadeUp.scored("plamo2").add(TokenKind.UNKNOWN, "<unk>").addBytes()
                .scored(TokenKind.NORMAL, "a", -1).scored(TokenKind.NORMAL, "b", -1).scored(TokenKind.NORMAL, "ab", -2)
                .scored(TokenKind.NORMAL, "bc", -1).scored(TokenKind.NORMAL, "x", -1500);
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.encode("abab")).isEqualTo(vocabulary.ids("ab", "ab"));
        assertThat(tokenizer.encode("abc")).isEqualTo(vocabulary.ids("a", "bc"));
        assertThat(tokenizer.encode("中x")).isEqualTo(vocabulary.ids("<0xE4>", "<0xB8>", "<0xAD>", "<0x78>"));
        assertThat(tokenizer.encode("\uFEFFa")).isEqualTo(vocabulary.ids("a"));
    }

    @Test
    void plamo2NeedsATokenForEveryByte() {
        assertThatThrownBy(() -> MadeUp.scored("plamo2").normal("a").tokenizer())
                .isInstanceOf(ModelFormatException.class).hasMessageContainingAll("<0x00>", "byte");
    }

    @Test
    void gemma4MergesCharactersAcrossBlanksAndTakesLineFeedsTogether() {
        MadeUp vocabulary = MadeUp.characterPair("gemma4", "").normal("a", "▁", "b", "\n", "\n\n").merge("a", "▁")
                .merge("a▁", "b").with("add_bos_token", false);
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.encode("a b\n\n\n")).isEqualTo(vocabulary.ids("a▁b", "\n", "\n", "\n"));
        assertThat(tokenizer.encode("a b\n\nb")).isEqualTo(vocabulary.ids("a▁b", "\n\n", "b"));
        assertThat(tokenizer.encode("c")).isEqualTo(vocabulary.ids("<0x63>"));
        assertThat(tokenizer.decode(tokenizer.encode(" a  中"))).isEqualTo(" a  中");
        assertThat(tokenizer.encode("a", EncodeOptions.PROMPT)).as("whatever the file says")
                .isEqualTo(vocabulary.ids("<s>", "a"));
    }

    @Test
    void wordsLoseWhitespaceAndCase() {
        MadeUp vocabulary = MadeUp.characterPair("whitespace", "whitespace").normal("a", "b").merge("a", "b")
                .with("tokenizer.ggml.normalizer.lowercase", true);

        assertThat(vocabulary.tokenizer().encode(" AB\u3000\n a b")).isEqualTo(vocabulary.ids("ab", "a", "b"));
        assertThat(vocabulary.tokenizer().encodeWithSpans(" AB\u3000a", EncodeOptions.PLAIN).begin(1)).isEqualTo(4);
        assertThat(vocabulary.with("tokenizer.ggml.normalizer.lowercase", false).tokenizer().encode("A"))
                .isEqualTo(vocabulary.ids("<0x41>"));
    }

    @Test
    void dnaIsCutIntoSixBases() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").with("model", "hybriddna").normal("<dna>", "</dna>", "<oov>",
                "ACGTAC\uE000", "GAAAAA\uE000");
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.encode("a<dna>acgtacG</dna>b<dna>NNNNNN")).isEqualTo(vocabulary.ids("a", "<dna>",
                "ACGTAC\uE000", "GAAAAA\uE000", "</dna>", "b", "<dna>", "<oov>"));
        assertThat(tokenizer.decode(vocabulary.ids("ACGTAC\uE000"))).isEqualTo("ACGTAC");
    }
}
