package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

import java.util.ServiceLoader;

/** What {@link Tokenizer} promises, whatever the vocabulary. */
class TokenizerContractTest {

    @Test
    void everyKindIsFoundAsAService() {
        assertThat(ServiceLoader.load(TokenizerProvider.class)).extracting(TokenizerProvider::name)
                .contains("sentencepiece", "byte-pair encoding", "WordPiece", "SentencePiece unigram", "RWKV World",
                        "PLaMo 2");
    }

    @Test
    void bytesThatAreNoCharacterDecodeAsInAString() {
        Tokenizer tokenizer = MadeUp.bytePair("gpt-2").tokenizer();

        assertThat(tokenizer.decode(0xE4, 0xB8, 0xAD, 0xE4, 0xB8, 'a', 0xFF)).isEqualTo("中\uFFFDa\uFFFD");
    }
}
