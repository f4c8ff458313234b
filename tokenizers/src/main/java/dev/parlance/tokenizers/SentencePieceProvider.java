package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

/** SentencePiece with scores and byte fallback: {@code tokenizer.ggml.model} is {@code llama}. */
public final class SentencePieceProvider implements TokenizerProvider {
    private static final String MODEL = "llama";
    private static final SpecialTokens.Defaults DEFAULTS = new SpecialTokens.Defaults(1, 2, 0, true, false);

    /** For {@link java.util.ServiceLoader}. */
    public SentencePieceProvider() {}

    @Override
    public String name() {
        return "sentencepiece";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return TokenizerKind.supports(metadata, MODEL);
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        Vocabulary vocabulary = Vocabulary.read(metadata);
        SpecialTokens special = SpecialTokens.read(metadata, vocabulary, DEFAULTS);
        return new GgufTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary),
                SentencePieceModel.read(metadata, vocabulary, special.unknown()),
                metadata.bool("tokenizer.ggml.add_space_prefix", true));
    }
}
