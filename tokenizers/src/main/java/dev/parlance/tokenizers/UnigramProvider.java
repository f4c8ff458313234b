package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** SentencePiece's unigram model: {@code tokenizer.ggml.model} is {@code t5}. */
public final class UnigramProvider implements TokenizerProvider {
    private static final String MODEL = "t5";
    private static final String CHARACTER_MAP = "tokenizer.ggml.precompiled_charsmap";
    private static final SpecialTokens.Defaults DEFAULTS = new SpecialTokens.Defaults(-1, 1, 2, false, true);

    /** For {@link java.util.ServiceLoader}. */
    public UnigramProvider() {}

    @Override
    public String name() {
        return "SentencePiece unigram";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return TokenizerKind.supports(metadata, MODEL);
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        Vocabulary vocabulary = Vocabulary.read(metadata);
        SpecialTokens special = SpecialTokens.read(metadata, vocabulary, DEFAULTS);
        @Nullable
        CharacterMap characters = metadata.contains(CHARACTER_MAP)
                ? CharacterMap.read(bytes(metadata.integers(CHARACTER_MAP)), "metadata key '" + CHARACTER_MAP + "'")
                : null;
        UnigramModel model = new UnigramModel(vocabulary, Scores.read(metadata, vocabulary), special.unknown(),
                new UnigramNormalizer(characters, vocabulary,
                        metadata.bool("tokenizer.ggml.remove_extra_whitespaces", false)));
        return new GgufTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary), model,
                metadata.bool("tokenizer.ggml.add_space_prefix", false));
    }

    private static byte[] bytes(int[] numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
