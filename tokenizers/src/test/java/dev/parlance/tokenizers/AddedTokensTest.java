package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

class AddedTokensTest {
    private static final EncodeOptions PARSE = new EncodeOptions(false, true);

    @Test
    void aControlTokenIsParsedOnlyWhenAskedFor() {
        Tokenizer tokenizer = SharedFiles.vocabulary("qwen2");
        int end = tokenizer.id("<|im_end|>").orElseThrow();

        assertThat(tokenizer.encode("a<|im_end|>")).hasSizeGreaterThan(2).doesNotContain(end);
        assertThat(tokenizer.encode("a<|im_end|>", PARSE)).hasSize(2).endsWith(end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "phi-3", "llama-bpe", "gpt-2", "qwen2", "deepseek-llm", "mpt"})
    void noControlTokenComesOutOfTextUnlessAskedFor(String vocabulary) {
        Tokenizer tokenizer = SharedFiles.vocabulary(vocabulary);
        StringBuilder all = new StringBuilder();
        IntStream.range(0, tokenizer.size()).filter(id -> tokenizer.kind(id) == TokenKind.CONTROL)
                .forEach(id -> all.append(tokenizer.piece(id)).append(" x "));

        assertThat(Arrays.stream(tokenizer.encode(all.toString())))
                .noneMatch(id -> tokenizer.kind(id) == TokenKind.CONTROL || tokenizer.kind(id) == TokenKind.UNKNOWN);
        assertThat(tokenizer.decode(tokenizer.encode(all.toString()))).isEqualTo(all.toString());
    }

    /** llama.cpp finds a control token by merging or as a word that is a token; a prompt of others must not. */
    @Test
    void aControlTokenIsNotReachedByMerging() {
        MadeUp byMerges = MadeUp.bytePair("gpt-2").add(TokenKind.CONTROL, "abc").merge("a", "b").merge("ab", "c");
        assertThat(byMerges.tokenizer().encode("abc")).isEqualTo(byMerges.ids("ab", "c"));

        MadeUp asWord = MadeUp.bytePair("llama-bpe").add(TokenKind.CONTROL, "abc").with("add_bos_token", false);
        assertThat(asWord.tokenizer().encode("abc")).isEqualTo(asWord.ids("a", "b", "c"));

        MadeUp byScore = MadeUp.sentencePiece(false).normal("▁", "a", "b", "c", "ab").add(TokenKind.CONTROL, "abc");
        assertThat(byScore.tokenizer().encode("abc")).isEqualTo(byScore.ids("▁", "ab", "c"));
    }

    @Test
    void userDefinedTokensAreAlwaysFoundTheLongestFirst() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").add(TokenKind.USER_DEFINED, "xab", "abcd", "xx");

        assertThat(vocabulary.tokenizer().encode("xabcd xabc xxx"))
                .isEqualTo(vocabulary.ids("x", "abcd", "Ġ", "xab", "c", "Ġ", "xx", "x"));
    }

    @Test
    void aTokenOfPhi3SwallowsTheWhitespaceAfterIt() {
        Tokenizer tokenizer = SharedFiles.vocabulary("phi-3");

        assertThat(tokenizer.encode("<|end|> \n\t\u000B\f\r a", PARSE)).isEqualTo(tokenizer.encode("<|end|>a", PARSE));
        assertThat(tokenizer.encode("<s> a", PARSE)).isNotEqualTo(tokenizer.encode("<s>a", PARSE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jina-v2-de", "jina-v2-code"})
    void theMaskOfSomeModelsSwallowsTheWhitespaceBeforeIt(String preTokenizer) {
        MadeUp vocabulary = MadeUp.bytePair(preTokenizer).add(TokenKind.CONTROL, "<mask>");

        assertThat(vocabulary.tokenizer().encode("a \n<mask> b", PARSE))
                .isEqualTo(vocabulary.ids("a", "<mask>", "Ġ", "b"));
    }

    @Provide
    Arbitrary<String> spellings() {
        return Arbitraries.strings().withChars("ab ").ofMinLength(1).ofMaxLength(5);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab ").ofMaxLength(80);
    }

    @Property
    void longerTokensAreTakenBeforeShorterOnesAndThoseFromLeftToRight(
            @ForAll @Size(min = 1, max = 12) @UniqueElements List<@From("spellings") String> tokens,
            @ForAll("texts") String text, @ForAll int stripping) {
        MadeUp made = MadeUp.sentencePiece(false).add(TokenKind.USER_DEFINED, tokens.toArray(String[]::new));
        Vocabulary vocabulary = Vocabulary.read(made.metadata());
        Stripping strips = new Stripping(Set.copyOf(chosen(tokens.size(), stripping)),
                Set.copyOf(chosen(tokens.size(), stripping >> 12)));
        List<Object> found = new ArrayList<>();

        new AddedTokens(vocabulary, Set.of(TokenKind.USER_DEFINED), strips)
                .split(text.getBytes(StandardCharsets.UTF_8), new AddedTokens.Fragments() {
                    @Override
                    public void text(int from, int to) {
                        found.add(text.substring(from, to));
                    }

                    @Override
                    public void token(int id, int from, int to) {
                        found.add(id);
                    }
                });

        assertThat(found).isEqualTo(slowly(text, tokens, strips));
    }

    private static List<Integer> chosen(int count, int bits) {
        return IntStream.range(0, count).filter(i -> (bits >> i & 1) != 0).mapToObj(i -> i + 3).toList();
    }

    /** The definition: one token after the other cuts the text that is left. */
    private static List<Object> slowly(String text, List<String> tokens, Stripping stripping) {
        List<Object> fragments = new ArrayList<>(text.isEmpty() ? List.of() : List.of(text));
        tokens.stream().sorted(Comparator.comparingInt(token -> -token.length())).forEach(token -> {
            int id = tokens.indexOf(token) + 3;
            for (int i = 0; i < fragments.size(); i++) {
                if (fragments.get(i) instanceof String fragment && fragment.contains(token)) {
                    String left = fragment.substring(0, fragment.indexOf(token));
                    String right = fragment.substring(fragment.indexOf(token) + token.length());
                    fragments.subList(i, i + 1).clear();
                    List<Object> cut = new ArrayList<>(
                            List.of(stripping.left().contains(id) ? left.stripTrailing() : left,
                                    id, stripping.right().contains(id) ? right.stripLeading() : right));
                    cut.removeIf(""::equals);
                    fragments.addAll(i, cut);
                }
            }
        });
        return fragments;
    }
}
