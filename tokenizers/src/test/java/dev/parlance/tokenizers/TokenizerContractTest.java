package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ServiceLoader;
import java.util.stream.IntStream;

/** What {@link Tokenizer} promises, whatever the vocabulary. */
class TokenizerContractTest {

    @Test
    void bothKindsAreFoundAsServices() {
        assertThat(ServiceLoader.load(TokenizerProvider.class)).extracting(TokenizerProvider::name)
                .contains("sentencepiece", "byte-level BPE");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void anIdOutsideTheVocabularyIsAnIndexOutOfBounds(int id) {
        Tokenizer tokenizer = MadeUp.bytePair("gpt-2").tokenizer();

        assertThatThrownBy(() -> tokenizer.piece(id)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tokenizer.kind(id)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tokenizer.bytes(id)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tokenizer.text(id)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tokenizer.decode(65, id)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "qwen2"})
    void everyPieceLeadsBackToItsId(String vocabulary) {
        Tokenizer tokenizer = SharedFiles.vocabulary(vocabulary);

        assertThat(IntStream.range(0, tokenizer.size()))
                .allMatch(id -> tokenizer.id(tokenizer.piece(id)).orElse(-1) == id);
        assertThat(tokenizer.id("no such piece")).isEmpty();
    }

    @Test
    void theBytesOfATokenAreTheCallersOwn() {
        Tokenizer tokenizer = MadeUp.bytePair("gpt-2").add(TokenKind.CONTROL, "<c>").tokenizer();
        tokenizer.bytes(65)[0] = 0;

        assertThat(tokenizer.bytes(65)).containsExactly('A');
    }

    @Test
    void bytesThatAreNoCharacterDecodeAsInAString() {
        Tokenizer tokenizer = MadeUp.bytePair("gpt-2").tokenizer();

        assertThat(tokenizer.decode(0xE4, 0xB8, 0xAD, 0xE4, 0xB8, 'a', 0xFF)).isEqualTo("中\uFFFDa\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "gpt-2"})
    void threadsShareATokenizer(String vocabulary) {
        String text = "Once upon a time there were twelve little tokenizers, and they lived in one process. "
                .repeat(20);
        int[] expected = SharedFiles.vocabulary(vocabulary).encode(text);
        Tokenizer fresh = SharedFiles.load("vocab/ggml-vocab-" + vocabulary + ".gguf");

        assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> fresh.encode(text)))
                .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
    }
}
