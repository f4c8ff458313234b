package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.testkit.text.AwkwardTexts;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class BytePairTest {

    @Test
    void theMergeThatComesFirstInTheListHappensFirst() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").merge("b", "c").merge("a", "b").merge("a", "bc");

        assertThat(vocabulary.tokenizer().encode("abcab")).isEqualTo(vocabulary.ids("abc", "ab"));
        assertThat(vocabulary.tokenizer().encode("aab")).isEqualTo(vocabulary.ids("a", "ab"));
    }

    @Test
    void noMergeGoesBeyondAWord() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").merge("a", "Ġ").merge("Ġ", "a").merge("1", "a");

        assertThat(vocabulary.tokenizer().encode("a a 1a")).isEqualTo(vocabulary.ids("a", "Ġa", "Ġ", "1", "a"));
    }

    @Test
    void aWordThatIsATokenIsTakenWholeOnlyIfMergesAreIgnored() {
        MadeUp gpt2 = MadeUp.bytePair("gpt-2").merge("a", "b").normal("abc");
        MadeUp llama3 = MadeUp.bytePair("llama-bpe").with("add_bos_token", false).merge("a", "b").normal("abc");

        assertThat(gpt2.tokenizer().encode("abc")).isEqualTo(gpt2.ids("ab", "c"));
        assertThat(llama3.tokenizer().encode("abc")).isEqualTo(llama3.ids("abc"));
    }

    /** A token is remembered as reachable; another that looks the same must not be. */
    @Test
    void theSameWordHasTheSameIdsEveryTime() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").merge("a", "b").merge("ab", "c").normal("Ġab");
        Tokenizer tokenizer = vocabulary.tokenizer();

        for (int i = 0; i < 3; i++) {
            assertThat(tokenizer.encode("abc ab")).isEqualTo(vocabulary.ids("abc", "Ġ", "ab"));
        }
    }

    @Test
    void aTokenHasTheBytesItAddsToAText() {
        MadeUp vocabulary = MadeUp.bytePair("gpt-2").merge("Ġ", "a").normal("中Ġ").add(TokenKind.USER_DEFINED, "Ġu")
                .add(TokenKind.CONTROL, "<c>").add(TokenKind.BYTE, "<0xe4>");
        Tokenizer tokenizer = vocabulary.tokenizer();

        assertThat(tokenizer.bytes(vocabulary.id("Ġa"))).isEqualTo(utf8(" a"));
        assertThat(tokenizer.bytes(vocabulary.id("中Ġ"))).as("not of the alphabet").isEqualTo(utf8("中Ġ"));
        assertThat(tokenizer.bytes(vocabulary.id("Ġu"))).isEqualTo(utf8("Ġu"));
        assertThat(tokenizer.bytes(vocabulary.id("<c>"))).isEmpty();
        assertThat(tokenizer.bytes(vocabulary.id("<0xe4>"))).containsExactly(0xE4);
        for (int b = 0; b < 256; b++) {
            assertThat(tokenizer.bytes(b)).containsExactly(b);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return AwkwardTexts.any();
    }

    @Provide
    Arbitrary<String> preTokenizers() {
        return Arbitraries.of(PreTokenizers.names()).filter(name -> {
            PreTokenizer preTokenizer = PreTokenizers.named(name);
            return preTokenizer != null && switch (preTokenizer.spelling()) {
                case BYTES, BYTES_ALONE -> true;
                case CHARACTERS, ESCAPED_CHARACTERS, ESCAPED_CHARACTERS_AND_LINES -> false;
            };
        });
    }

    @Property
    void withoutMergesTheTokensAreTheBytes(@ForAll("preTokenizers") String preTokenizer,
            @ForAll("texts") String text) {
        MadeUp vocabulary = MadeUp.bytePair(preTokenizer).with("add_bos_token", false);
        byte[] bytes = utf8(AwkwardTexts.repaired(text));
        int[] expected = new int[bytes.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = bytes[i] & 0xFF;
        }

        assertThat(vocabulary.tokenizer().encode(text)).isEqualTo(expected);
    }

    @Test
    void withoutTheNameOfAPreTokenizerTheDefaultCuts() {
        MadeUp vocabulary = MadeUp.bytePair("default").merge("1", "2").merge("3", "4").merge("12", "34");
        MapMetadata unnamed = new MapMetadata().with("model", "gpt2").with("tokens",
                vocabulary.metadata().strings("tokenizer.ggml.tokens")).with("merges",
                        vocabulary.metadata().strings("tokenizer.ggml.merges"));

        assertThat(SharedFiles.create(unnamed).encode("12341234")).as("123 412 34")
                .isEqualTo(vocabulary.ids("12", "3", "4", "12", "34"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
