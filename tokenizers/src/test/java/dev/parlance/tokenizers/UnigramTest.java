package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.testkit.text.CharacterMaps;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Encoding;
import dev.parlance.tokenizer.TokenKind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class UnigramTest {
    private static MadeUp vocabulary() {
        return MadeUp.scored("t5").add(TokenKind.CONTROL, "<pad>", "</s>").add(TokenKind.UNKNOWN, "<unk>");
    }

    private static MadeUp scored(MadeUp vocabulary, Map<String, Float> scores) {
        scores.forEach((piece, score) -> vocabulary.scored(TokenKind.NORMAL, piece, score));
        return vocabulary;
    }

    @Test
    void theScoresTogetherDecide() {
        MadeUp vocabulary = scored(vocabulary(), Map.of("a", -3f, "b", -3f, "ab", -5f, "bc", -2f, "c", -3f));

        assertThat(vocabulary.tokenizer().encode("abc")).isEqualTo(vocabulary.ids("a", "bc"));
        assertThat(vocabulary.tokenizer().encode("ab")).isEqualTo(vocabulary.ids("ab"));
    }

    @Test
    void neighboursWithoutAPieceAreOneUnknownToken() {
        MadeUp vocabulary = scored(vocabulary(), Map.of("a", -3f));

        assertThat(vocabulary.tokenizer().encode("a中文a😀")).isEqualTo(vocabulary.ids("a", "<unk>", "a", "<unk>"));
        assertThat(vocabulary.tokenizer().encodeWithSpans("a中文a😀", EncodeOptions.PROMPT))
                .hasToString("[3@0-1, 2@1-3, 3@3-4, 2@4-6, 1@6-6]");
    }

    @Test
    void theFileSaysWhatBecomesOfBlanks() {
        Map<String, Float> scores = new TreeMap<>(Map.of("▁", -1f, "a", -1f, "▁a", -1f));
        MadeUp vocabulary = scored(vocabulary(), scores);
        assertThat(vocabulary.tokenizer().encode(" a  a ")).isEqualTo(
                vocabulary.ids("▁a", "▁", "▁a", "▁"));
        vocabulary.with("remove_extra_whitespaces", true);
        assertThat(vocabulary.tokenizer().encode(" a  a ")).isEqualTo(vocabulary.ids("▁a", "▁a"));
        MadeUp prefixed = scored(vocabulary(), scores).with("add_space_prefix", true);
        assertThat(prefixed.tokenizer().encode("a a")).isEqualTo(prefixed.ids("▁a", "▁a"));
        assertThat(prefixed.tokenizer().decode(prefixed.ids("▁a", "▁a"))).isEqualTo("a a");
    }

    @Test
    void charactersAreReplacedTheLongestFirstAndSpansStay() {
        byte[] map = CharacterMaps.of(Map.of("１", "1", "１２", "x", "\u3000", " ", "é", "", "…", "..."));
        int[] numbers = new int[map.length];
        Arrays.setAll(numbers, i -> map[i] & 0xFF);
        MadeUp vocabulary = scored(vocabulary(), Map.of("1", -1f, "x", -1f, "▁", -1f, ".", -1f, "2", -1f))
                .with("precompiled_charsmap", numbers);

        Encoding encoding = vocabulary.tokenizer().encodeWithSpans("é１２１\u30002…", EncodeOptions.PLAIN);

        assertThat(encoding.ids()).isEqualTo(vocabulary.ids("x", "1", "▁", "2", ".", ".", "."));
        assertThat(encoding.begin(0)).isEqualTo(1);
        assertThat(encoding.end(0)).isEqualTo(3);
        assertThat(encoding.begin(6)).isEqualTo(6);
        assertThat(encoding.end(6)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 5})
    void aCharacterMapThatIsCutOffIsRefused(int length) {
        int[] map = new int[length];
        Arrays.fill(map, 1);
        assertThatThrownBy(() -> vocabulary().with("precompiled_charsmap", map).tokenizer())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("precompiled_charsmap", length + " bytes");
    }

    @Property(tries = 200)
    void aCharacterMapOfAnythingHarmsNothing(@ForAll byte[] bytes, @ForAll("texts") String text) {
        byte[] map = new byte[bytes.length + 6];
        map[0] = (byte) (bytes.length & ~3);
        map[1] = (byte) (bytes.length >> 8);
        System.arraycopy(bytes, 0, map, 4, bytes.length);
        int[] numbers = new int[map.length];
        Arrays.setAll(numbers, i -> map[i] & 0xFF);

        vocabulary().normal("a").with("precompiled_charsmap", numbers).tokenizer().encode(text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab cé中").ofMaxLength(12);
    }

    /** All ways to cut a text, tried one by one. */
    @Property(tries = 300)
    void noOtherWayToCutHasHigherScores(@ForAll long seed, @ForAll("texts") String text) {
        Random random = new Random(seed);
        Map<String, Float> scores = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            StringBuilder piece = new StringBuilder();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                piece.append("ab▁cé".charAt(random.nextInt(5)));
            }
            scores.put(piece.toString(), -random.nextInt(1000) / 64f);
        }
        String escaped = text.replace(' ', '▁');
        double worst = scores.values().stream().mapToDouble(Float::doubleValue).min().orElseThrow() - 10;
        MadeUp vocabulary = scored(vocabulary(), scores);

        double sum = 0;
        for (int id : vocabulary.tokenizer().encode(text)) {
            String piece = vocabulary.tokenizer().piece(id);
            sum += scores.getOrDefault(piece, Float.NaN);
        }
        double best = best(escaped, scores, worst);
        if (Double.isNaN(sum)) {
            assertThat(escaped.codePoints().mapToObj(Character::toString)).anyMatch(c -> !scores.containsKey(c));
        } else {
            assertThat(sum).isEqualTo(best);
        }
    }

    private static double best(String text, Map<String, Float> scores, double unknown) {
        double[] best = new double[text.length() + 1];
        for (int end = 1; end <= text.length(); end++) {
            best[end] = Double.NEGATIVE_INFINITY;
            for (int begin = 0; begin < end; begin++) {
                String piece = text.substring(begin, end);
                double score = scores.containsKey(piece)
                        ? scores.get(piece)
                        : end - begin == 1 ? unknown : Double.NEGATIVE_INFINITY;
                best[end] = Math.max(best[end], best[begin] + score);
            }
        }
        return best[text.length()];
    }
}
