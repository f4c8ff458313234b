package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class GeneratedTextTest {

    /** What a consumer of the text saw. */
    private record Seen(String text, boolean stopped) {}

    /** Bytes that are likely to be almost UTF-8. */
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> piece = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("a", "é", "€", "😀", "\u0000", "\uFFFD", "\uFEFF", "ab")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))),
                Tuple.of(2, Arbitraries.of(0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xA0, 0xEF, 0xF0, 0x90,
                        0x8F, 0xF4, 0xF5, 0xF8, 0xFF).map(value -> new byte[]{value.byteValue()})),
                Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(4)));
        return piece.list().ofMaxSize(20).map(GeneratedTextTest::join);
    }

    private static byte[] join(List<byte[]> pieces) {
        byte[] joined = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }

    /** Cuts bytes into tokens at random places, some of them empty. */
    private static List<byte[]> cut(byte[] bytes, long seed) {
        Random random = new Random(seed);
        List<byte[]> tokens = new ArrayList<>();
        for (int at = 0; at < bytes.length;) {
            int end = Math.min(bytes.length, at + random.nextInt(5));
            tokens.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return tokens;
    }

    /** Feeds tokens, checking at each that what was certain is never taken back. */
    private static Seen feed(List<byte[]> tokens, List<String> stops) {
        GeneratedText text = new GeneratedText(stops);
        StringBuilder seen = new StringBuilder();
        boolean stopped = false;
        for (byte[] token : tokens) {
            stopped = text.append(token);
            seen.append(text.certainFrom(seen.length()));
            assertThat(text.toString()).startsWith(seen);
            if (stopped) {
                break;
            }
        }
        if (!stopped) {
            stopped = text.end();
            seen.append(text.certainFrom(seen.length()));
        }
        assertThat(text.toString()).isEqualTo(seen.toString());
        return new Seen(seen.toString(), stopped);
    }

    /** The definition: the first character that completes a stop string ends the text where the longest one begins. */
    private static Seen reference(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String head = text.substring(0, end);
            int longest = stops.stream().filter(head::endsWith).mapToInt(String::length).max().orElse(0);
            if (longest > 0) {
                return new Seen(text.substring(0, end - longest), true);
            }
        }
        return new Seen(text, false);
    }

    @Property(tries = 3000)
    void anyBytesCutAnywhereGiveTheTextThatStringGives(@ForAll("bytes") byte[] bytes, @ForAll long seed) {
        assertThat(feed(cut(bytes, seed), List.of()).text()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    @Property(tries = 3000)
    void theTextEndsWhereAStopStringBeginsHoweverItIsCut(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 2) Integer> letters,
            @ForAll("stops") List<String> stops,
            @ForAll long seed) {
        StringBuilder text = new StringBuilder();
        letters.forEach(letter -> text.append("aé😀", letter, letter == 2 ? 4 : letter + 1));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(feed(cut(bytes, seed), stops)).isEqualTo(reference(text.toString(), stops));
    }

    @Property(tries = 1000)
    void stopStringsAreFoundInMalformedTextToo(@ForAll("bytes") byte[] bytes, @ForAll long seed) {
        List<String> stops = List.of("\uFFFDa", "\uFFFD\uFFFD\uFFFD");
        assertThat(feed(cut(bytes, seed), stops))
                .isEqualTo(reference(new String(bytes, StandardCharsets.UTF_8), stops));
    }

    @Provide
    Arbitrary<List<String>> stops() {
        return Arbitraries.of("a", "é", "😀").list().ofMinSize(1).ofMaxSize(4).map(letters -> String.join("", letters))
                .list().ofMaxSize(4);
    }

    @Test
    void textThatMayBecomeAStopStringIsHeldBackAndNoMore() {
        GeneratedText text = new GeneratedText(List.of("\n\nUser:", "\n\n\n"));
        text.append("Yes.\n".getBytes(StandardCharsets.UTF_8));
        assertThat(text.certainFrom(0)).isEqualTo("Yes.");
        text.append("\nUs".getBytes(StandardCharsets.UTF_8));
        assertThat(text.certainFrom(0)).isEqualTo("Yes.");
        text.append("ual".getBytes(StandardCharsets.UTF_8));
        assertThat(text.certainFrom(0)).isEqualTo("Yes.\n\nUsual");
    }

    @Test
    void aTokenLargerThanAnyBufferGoesThrough() {
        String large = "😀é".repeat(5000);
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        assertThat(feed(List.of(Arrays.copyOf(bytes, 3), Arrays.copyOfRange(bytes, 3, bytes.length)), List.of()).text())
                .isEqualTo(large);
    }

    @Test
    void anIncompleteCharacterAtTheEndBecomesAReplacementCharacter() {
        assertThat(feed(List.of(new byte[]{'a', (byte) 0xF0, (byte) 0x9F}), List.of()).text()).isEqualTo("a\uFFFD");
    }
}
