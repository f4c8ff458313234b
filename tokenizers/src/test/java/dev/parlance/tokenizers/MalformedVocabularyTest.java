package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.Support;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

/** What becomes of metadata that make no sense: an exception that says what is wrong, or what llama.cpp makes of it. */
class MalformedVocabularyTest {

    private static void refused(MadeUp vocabulary, String... words) {
        assertThatThrownBy(vocabulary::tokenizer).isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void aVocabularyWithoutTokensIsRefused() {
        MapMetadata missing = new MapMetadata().with("model", "llama");
        assertThatThrownBy(() -> SharedFiles.create(missing)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.ggml.tokens");
        refused(MadeUp.sentencePiece(false).with("tokens", List.of()), "tokenizer.ggml.tokens", "empty");
    }

    @Test
    void twoTokensOfTheSameSpellingAreRefused() {
        refused(MadeUp.sentencePiece(false).normal("a", "b", "a"), "tokenizer.ggml.tokens", "3", "5", "'a'");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5})
    void anArrayThatHasNotOneElementForEachTokenIsRefused(int length) {
        refused(MadeUp.sentencePiece(false).with("scores", new float[length]), "tokenizer.ggml.scores",
                length + " elements", "has 3");
        refused(MadeUp.sentencePiece(false).with("token_type", new int[length]), "tokenizer.ggml.token_type",
                length + " elements", "has 3");
    }

    @Test
    void aScoreThatIsNotANumberIsRefused() {
        refused(MadeUp.sentencePiece(false).scored(TokenKind.NORMAL, "a", Float.NaN), "tokenizer.ggml.scores",
                "token 3 ('a')", "not a number");
    }

    @Test
    void valuesOfAnotherTypeAreRefused() {
        refused(MadeUp.sentencePiece(false).with("tokens", "abc"), "tokenizer.ggml.tokens");
        refused(MadeUp.sentencePiece(false).with("scores", new int[3]), "tokenizer.ggml.scores");
        refused(MadeUp.bytePair("gpt-2").with("merges", 3), "tokenizer.ggml.merges");
        refused(MadeUp.sentencePiece(false).with("add_bos_token", 1), "tokenizer.ggml.add_bos_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bos_token_id", "eos_token_id", "unknown_token_id", "eot_token_id", "eom_token_id",
            "fim_pad_token_id", "fim_rep_token_id", "fim_sep_token_id"})
    void aSpecialTokenOutsideTheVocabularyIsRefused(String key) {
        refused(MadeUp.sentencePiece(false).with(key, 3), "tokenizer.ggml." + key, "token 3", "from 0 to 2");
        refused(MadeUp.sentencePiece(false).with(key, -1), "tokenizer.ggml." + key, "token -1", "from 0 to 2");
    }

    @Test
    void aTokenThatIsToBeAddedMustBeThere() {
        refused(MadeUp.bytePair("llama-bpe"), "bos_token_id", "missing", "add_bos_token");
        refused(MadeUp.bytePair("gpt-2").with("add_eos_token", true), "eos_token_id", "missing", "add_eos_token");
        refused(MadeUp.sentencePiece(false).with("tokens", List.of("a")).with("token_type", new int[]{1}).with("scores",
                new float[1]), "bos_token_id", "missing", "add_bos_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<0xZZ>", "<0x1>", "0x41", "<0x041>", "A"})
    void aByteTokenThatIsNotSpelledLikeOneIsRefused(String piece) {
        refused(MadeUp.sentencePiece(false).add(TokenKind.BYTE, piece), "token 3", "'" + piece + "'", "byte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "", " ", " b", "b"})
    void aMergeThatIsNotTwoPiecesIsRefused(String merge) {
        refused(MadeUp.bytePair("gpt-2").with("merges", List.of("a b", merge)).normal("ab"), "tokenizer.ggml.merges",
                "element 1", "'" + merge + "'", "two pieces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x1 a", "a x1", "c d", "中 a", "a "})
    void aMergeOfUnknownPiecesIsRefused(String merge) {
        refused(MadeUp.bytePair("gpt-2").with("merges", List.of("a b", merge)).normal("ab"), "tokenizer.ggml.merges",
                "element 1", "'" + merge + "'", "not in the vocabulary");
    }

    @Test
    void missingMergesAreRefused() {
        MapMetadata metadata = new MapMetadata().with("model", "gpt2").with("pre", "gpt-2").with("tokens",
                List.of("a"));
        assertThatThrownBy(() -> SharedFiles.create(metadata)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.ggml.merges");
    }

    @Test
    void anUnknownPreTokenizerIsRefusedWithTheKnownOnes() {
        MapMetadata metadata = MadeUp.bytePair("gpt-7").metadata();

        assertThat(new BytePairProvider().supports(metadata)).isInstanceOfSatisfying(Support.No.class,
                no -> assertThat(no.reason()).contains("'gpt-7'", "tokenizer.ggml.pre", "gpt-2", "llama-bpe", "qwen2"));
        assertThatThrownBy(() -> new BytePairProvider().create(metadata)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("gpt-7");
    }

    @Test
    void anotherKindIsDeclinedByName() {
        MapMetadata metadata = new MapMetadata().with("model", "bert");

        assertThat(new BytePairProvider().supports(metadata)).isInstanceOfSatisfying(Support.No.class,
                no -> assertThat(no.reason()).contains("gpt2", "bert"));
        assertThat(new SentencePieceProvider().supports(new MapMetadata())).isInstanceOfSatisfying(Support.No.class,
                no -> assertThat(no.reason()).contains("llama", "no 'tokenizer.ggml.model'"));
    }

    @Test
    void withoutTypesAllTokensAreText() {
        Tokenizer tokenizer = SharedFiles.create(new MapMetadata().with("model", "llama")
                .with("tokens", List.of("<unk>", "<s>", "</s>", "▁", "a", "▁a")));

        assertThat(tokenizer.kind(0)).isEqualTo(TokenKind.NORMAL);
        assertThat(tokenizer.encode("a")).containsExactly(5);
    }

    @Test
    void aTypeWithoutMeaningCountsAsUnused() {
        MadeUp vocabulary = MadeUp.sentencePiece(false).normal("a", "b", "c").with("token_type",
                new int[]{2, 3, 3, 0, 7, -1});

        assertThat(vocabulary.tokenizer()).satisfies(tokenizer -> {
            for (int token = 3; token < 6; token++) {
                assertThat(tokenizer.kind(token)).isEqualTo(TokenKind.UNUSED);
                assertThat(tokenizer.bytes(token)).isEmpty();
            }
        });
    }

    @Test
    void anEmptyPieceGetsAName() {
        Tokenizer tokenizer = MadeUp.sentencePiece(false).normal("").tokenizer();

        assertThat(tokenizer.piece(3)).isEqualTo("[EMPTY_3]");
        assertThat(tokenizer.id("[EMPTY_3]")).hasValue(3);
    }

    @Test
    void defaultIdsOutsideTheVocabularyAreNone() {
        Tokenizer tokenizer = SharedFiles.create(new MapMetadata().with("model", "llama").with("tokens", List.of("a"))
                .with("add_bos_token", false));

        assertThat(tokenizer.beginToken()).isEmpty();
        assertThat(tokenizer.endTokens()).isEmpty();
        assertThat(tokenizer.encode("a", EncodeOptions.PROMPT)).containsExactly(0, 0); // the blank is unknown
    }

    @Test
    void withoutByteTokensTheUnknownTokenStandsForACharacter() {
        MadeUp vocabulary = MadeUp.sentencePiece(false).normal("▁", "a");

        assertThat(vocabulary.tokenizer().encode("a中😀a")).isEqualTo(vocabulary.ids("▁", "a", "<unk>", "<unk>", "a"));
    }

    @Test
    void aByteThatHasNoTokenIsUnknownOrLeftOut() {
        String[] withoutB = Arrays.stream(new String[]{"a", "c", "<unk>"}).toArray(String[]::new);
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").with("tokens", List.of(withoutB)).with("token_type",
                new int[]{1, 1, 2});

        assertThat(vocabulary.tokenizer().encode("abc")).containsExactly(0, 1);
        assertThat(vocabulary.with("unknown_token_id", 2).tokenizer().encode("abc")).containsExactly(0, 2, 1);
    }

    @Test
    void ofTwoMergesOfTheSamePairTheFirstCounts() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").merge("a", "b").merge("b", "c").merge("a", "b");

        assertThat(vocabulary.tokenizer().encode("abc")).isEqualTo(vocabulary.ids("ab", "c"));
    }
}
