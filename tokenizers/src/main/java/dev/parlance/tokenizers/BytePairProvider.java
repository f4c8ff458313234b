package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

/** Byte-level byte-pair encoding: {@code tokenizer.ggml.model} is {@code gpt2}. */
public final class BytePairProvider implements TokenizerProvider {
    private static final String MODEL = "gpt2";
    private static final String PRE = "tokenizer.ggml.pre";

    /** For {@link java.util.ServiceLoader}. */
    public BytePairProvider() {}

    @Override
    public String name() {
        return "byte-level BPE";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        Support support = TokenizerKind.supports(metadata, MODEL);
        return support instanceof Support.Yes && preTokenizer(metadata) == null
                ? Support.no(unknown(metadata))
                : support;
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        PreTokenizer preTokenizer = preTokenizer(metadata);
        if (preTokenizer == null) {
            throw new ModelFormatException(unknown(metadata));
        }
        Vocabulary vocabulary = Vocabulary.read(metadata);
        SpecialTokens special = SpecialTokens.read(metadata, vocabulary,
                new SpecialTokens.Defaults(-1, -1, -1, preTokenizer.addsBegin()));
        return new VocabularyTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary),
                BytePairModel.read(metadata, vocabulary, special.unknown(), preTokenizer), false);
    }

    private static @Nullable PreTokenizer preTokenizer(ModelMetadata metadata) {
        return PreTokenizers.named(metadata.string(PRE, "default"));
    }

    private static String unknown(ModelMetadata metadata) {
        return "pre-tokenizer '" + metadata.string(PRE) + "' (metadata key '" + PRE + "') is unknown; known are "
                + String.join(", ", PreTokenizers.names());
    }
}
