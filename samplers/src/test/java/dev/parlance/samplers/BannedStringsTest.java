package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.PieceTokenizer;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class BannedStringsTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.strings().withChars("0123456789,|)\u20ac").ofMinLength(1).ofMaxLength(4)
                .array(String[].class)
                .ofMaxSize(5).map(Samplers::bannedStrings);
    }

    /** Words of few letters, so that they overlap themselves and each other. */
    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings().withChars("ab\u00e4").ofMinLength(1).ofMaxLength(6).list().ofMinSize(1)
                .ofMaxSize(4)
                .filter(words -> !words.contains("b")); // so that there is always a way on
    }

    /** Pieces of the letters in all ways of cutting them, halves of a letter of two bytes too. */
    @Provide
    Arbitrary<Tokenizer> vocabularies() {
        byte[] umlaut = "\u00e4".getBytes(StandardCharsets.UTF_8);
        List<byte[]> alphabet = List.of(new byte[]{'a'}, new byte[]{'b'}, new byte[]{umlaut[0]}, new byte[]{umlaut[1]});
        Arbitrary<byte[]> pieces = Arbitraries.of(alphabet).list().ofMaxSize(5).map(letters -> {
            byte[] piece = new byte[letters.size()];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = letters.get(i)[0];
            }
            return piece;
        });
        return pieces.list().ofMaxSize(30)
                .map(list -> new PieceTokenizer(Stream.concat(alphabet.stream(), list.stream()).toList(), Set.of()));
    }

    private static Sampler.State state(List<String> words, Tokenizer tokenizer) {
        return Samplers.bannedStrings(words.toArray(String[]::new))
                .newState(new SamplingContext(1, tokenizer, List.of(), Set.of()));
    }

    @Property
    void exactlyTheTokensGoThatWouldCompleteAString(@ForAll("words") List<String> words,
            @ForAll("vocabularies") Tokenizer tokenizer, @ForAll Random random) {
        Sampler.State state = state(words, tokenizer);
        List<Integer> text = new ArrayList<>();
        for (int length = 0; length < 30; length++) {
            Candidates candidates = Candidates.of(new float[tokenizer.size()]);
            state.apply(candidates);
            List<Integer> expected = IntStream.range(0, tokenizer.size())
                    .filter(token -> words.stream().noneMatch(word -> contains(bytes(text, token, tokenizer), word)))
                    .boxed().toList();
            assertThat(Distribution.of(candidates).bestFirst()).isEqualTo(expected);
            int token = expected.get(random.nextInt(expected.size()));
            state.accept(token);
            text.add(token);
            if (random.nextInt(10) == 0) {
                state = state.copy();
            }
        }
        int[] ids = text.stream().mapToInt(Integer::intValue).toArray();
        assertThat(tokenizer.decode(ids)).doesNotContain(words);
    }

    /** Bytes as characters of one byte, in which to look for strings. */
    private static String bytes(List<Integer> text, int next, Tokenizer tokenizer) {
        StringBuilder bytes = new StringBuilder();
        for (int token : Stream.concat(text.stream(), Stream.of(next)).toList()) {
            bytes.append(new String(tokenizer.bytes(token), StandardCharsets.ISO_8859_1));
        }
        return bytes.toString();
    }

    private static boolean contains(String bytes, String word) {
        return bytes.contains(new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    @Example
    void theTextOfThePromptDoesNotCount() {
        Sampler.State state = Samplers.bannedStrings("ab")
                .newState(new SamplingContext(1, PieceTokenizer.of("a", "b", "ab"), List.of(0), Set.of()));
        Candidates candidates = Candidates.of(0, 0, 0);
        state.apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst()).containsExactly(0, 1);
    }

    @Example
    void whereOnlyForbiddenTokensAreLeftTheyStay() {
        Sampler.State state = state(List.of("a"), PieceTokenizer.of("a", "b", "ba"));
        Candidates candidates = Candidates.of(2, 1, 3);
        candidates.keepIf(i -> i != 1);
        state.apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst()).containsExactly(2, 0);
    }

    @Example
    void anEmptyStringIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.bannedStrings("a", ""))
                .withMessageStartingWith("strings: ").withMessageEndingWith("none empty");
        assertThat(Arrays.asList(Samplers.parse("banned-strings=a b|\\|"), Samplers.bannedStrings("a b", "|")))
                .containsOnly(Samplers.bannedStrings("a b", "|"));
    }
}
