package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class SentencePieceTest {

    @Test
    void thePieceOfTheHighestScoreMergesFirstAndTheLeftmostAmongEquals() {
        MadeUp vocabulary = MadeUp.sentencePiece(true).scored(TokenKind.NORMAL, "▁", 0)
                .scored(TokenKind.NORMAL, "a", 0).scored(TokenKind.NORMAL, "b", 0)
                .scored(TokenKind.NORMAL, "ab", -2).scored(TokenKind.NORMAL, "ba", -1)
                .scored(TokenKind.NORMAL, "aa", -1);

        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.encode("aba")).isEqualTo(vocabulary.ids("▁", "a", "ba"));
        assertThat(tokenizer.encode("aaa")).isEqualTo(vocabulary.ids("▁", "aa", "a"));
        assertThat(tokenizer.encode("baa")).isEqualTo(vocabulary.ids("▁", "ba", "a"));
    }

    @Test
    void whatHasNoPieceIsSpelledInBytes() {
        MadeUp vocabulary = MadeUp.sentencePiece(true).normal("▁", "a");

        assertThat(vocabulary.tokenizer().encode("a中\n"))
                .isEqualTo(vocabulary.ids("▁", "a", "<0xE4>", "<0xB8>", "<0xAD>", "<0x0A>"));
        assertThat(MadeUp.sentencePiece(true).tokenizer().encode("")).isEmpty();
        MadeUp withoutBlank = MadeUp.sentencePiece(true).normal("a");
        assertThat(withoutBlank.tokenizer().encode("a"))
                .isEqualTo(withoutBlank.ids("<0xE2>", "<0x96>", "<0x81>", "a"));
    }

    @Test
    void aCharacterWithoutATokenStillMergesIntoAPiece() {
        MadeUp vocabulary = MadeUp.sentencePiece(true).normal("▁", "xy", "xyz", "中文");

        assertThat(vocabulary.tokenizer().encode("xyz中文x"))
                .isEqualTo(vocabulary.ids("▁", "xyz", "中文", "<0x78>"));
    }

    @Test
    void aBlankComesBeforeTheTextAndAfterSpecialTokens() {
        MadeUp vocabulary = MadeUp.sentencePiece(true).normal("▁", "a", "▁a").add(TokenKind.USER_DEFINED, "<u>");
        EncodeOptions parse = new EncodeOptions(false, true);

        assertThat(vocabulary.tokenizer().encode("a<u>a</s>a", parse))
                .isEqualTo(vocabulary.ids("▁a", "<u>", "▁a", "</s>", "▁a"));
        vocabulary.with("add_space_prefix", false);
        assertThat(vocabulary.tokenizer().encode("a<u>a</s>a", parse))
                .isEqualTo(vocabulary.ids("a", "<u>", "a", "</s>", "a"));
    }

    @Test
    void decodingTakesTheBlankAwayThatEncodingPutInFront() {
        MadeUp vocabulary = MadeUp.sentencePiece(true).normal("▁", "a", "▁a", "▁▁").add(TokenKind.USER_DEFINED, " u");
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.decode(vocabulary.ids("▁a", "▁a"))).isEqualTo("a a");
        assertThat(tokenizer.decode(vocabulary.ids("<s>", "▁▁", "a"))).isEqualTo(" a");
        assertThat(tokenizer.decode(vocabulary.ids("a", "▁a"))).isEqualTo("a a");
        assertThat(tokenizer.decode(vocabulary.ids(" u"))).isEqualTo(" u");
        assertThat(tokenizer.decode()).isEmpty();
        assertThat(vocabulary.with("add_space_prefix", false).tokenizer().decode(vocabulary.ids("▁a")))
                .isEqualTo(" a");
    }

    @Test
    void aTokenHasTheBytesItAddsToAText() {
        MadeUp vocabulary = MadeUp.sentencePiece(true).normal("▁the", "中").add(TokenKind.USER_DEFINED, "▁u")
                .add(TokenKind.UNUSED, "x");
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.bytes(vocabulary.id("▁the"))).isEqualTo(utf8(" the"));
        assertThat(tokenizer.bytes(vocabulary.id("中"))).isEqualTo(utf8("中"));
        assertThat(tokenizer.bytes(vocabulary.id("▁u"))).isEqualTo(utf8("▁u"));
        assertThat(tokenizer.bytes(vocabulary.id("<0xE4>"))).containsExactly(0xE4);
        for (String piece : List.of("<unk>", "<s>", "</s>", "x")) {
            assertThat(tokenizer.bytes(vocabulary.id(piece))).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> simple() {
        return Arbitraries.strings().withChars("ab c▁é中").ofMaxLength(120);
    }

    /** Covers vocabularies whose pieces begin words and others, and more symbols than the short way of merging takes. */
    @Property(tries = 500)
    void theIdsAreThoseOfTheDefinition(@ForAll long seed, @ForAll("simple") String text) {
        Random random = new Random(seed);
        boolean innerBlanks = random.nextBoolean();
        Map<String, Float> scores = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            StringBuilder piece = new StringBuilder("▁".repeat(random.nextInt(3)));
            for (int n = random.nextInt(5); n > 0; n--) {
                piece.append(innerBlanks && random.nextInt(4) == 0 ? '▁' : "abcé".charAt(random.nextInt(4)));
            }
            if (!piece.isEmpty()) {
                scores.put(piece.toString(), (float) -random.nextInt(6));
            }
        }
        MadeUp vocabulary = MadeUp.sentencePiece(true);
        scores.forEach((piece, score) -> vocabulary.scored(TokenKind.NORMAL, piece, score));

        assertThat(vocabulary.tokenizer().encode(text)).isEqualTo(slowly(text, vocabulary, scores));
    }

    private static int[] slowly(String text, MadeUp vocabulary, Map<String, Float> scores) {
        List<String> symbols = new ArrayList<>();
        (text.isEmpty() ? "" : "▁" + text.replace(' ', '▁')).codePoints().mapToObj(Character::toString)
                .forEach(symbols::add);
        while (true) {
            int best = -1;
            float bestScore = Float.NEGATIVE_INFINITY;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                Float score = scores.get(symbols.get(i) + symbols.get(i + 1));
                if (score != null && score > bestScore) {
                    best = i;
                    bestScore = score;
                }
            }
            if (best < 0) {
                break;
            }
            symbols.set(best, symbols.get(best) + symbols.get(best + 1));
            symbols.subList(best + 1, best + 2).clear();
        }
        IntList ids = new IntList(symbols.size());
        for (String symbol : symbols) {
            if (scores.containsKey(symbol)) {
                ids.add(vocabulary.id(symbol));
            } else {
                for (byte b : utf8(symbol)) {
                    ids.add(vocabulary.id("<0x%02X>".formatted(b)));
                }
            }
        }
        return ids.toArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
