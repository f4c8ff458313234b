package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * WordPiece: {@code tokenizer.ggml.model} is {@code bert}. As in llama.cpp, a text always gets the begin-of-text and the
 * separator token around it, whatever the file says of adding tokens.
 */
public final class WordPieceProvider implements TokenizerProvider {
    /** Whether text becomes lower-case. */
    static final String LOWERCASE = "tokenizer.ggml.normalizer.lowercase";

    private static final String MODEL = "bert";
    private static final String STRIP_ACCENTS = "tokenizer.ggml.normalizer.strip_accents";
    private static final String BEGIN_ID = "tokenizer.ggml.bos_token_id";
    private static final String SEPARATOR_ID = "tokenizer.ggml.seperator_token_id"; // spelled so
    private static final int DEFAULT_BEGIN = 101;
    private static final int DEFAULT_UNKNOWN = 100;
    private static final int DEFAULT_SEPARATOR = 102;

    /** For {@link java.util.ServiceLoader}. */
    public WordPieceProvider() {}

    @Override
    public String name() {
        return "WordPiece";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return TokenizerKind.supports(metadata, MODEL);
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        Vocabulary vocabulary = Vocabulary.read(metadata);
        int begin = required(metadata, vocabulary, BEGIN_ID, DEFAULT_BEGIN);
        int separator = required(metadata, vocabulary, SEPARATOR_ID, DEFAULT_SEPARATOR);
        SpecialTokens special = SpecialTokens
                .read(metadata, vocabulary,
                        new SpecialTokens.Defaults(DEFAULT_BEGIN, -1, DEFAULT_UNKNOWN, false, false))
                .adding(List.of(begin), List.of(separator));
        boolean lowercase = metadata.bool(LOWERCASE, true);
        WordPieceModel model = new WordPieceModel(vocabulary, special.unknown(), lowercase,
                metadata.bool(STRIP_ACCENTS, lowercase));
        return new GgufTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary), model, false);
    }

    private static int required(ModelMetadata metadata, Vocabulary vocabulary, String key, int missing) {
        OptionalInt id = SpecialTokens.id(metadata, key, vocabulary, missing);
        return id.orElseThrow(() -> new ModelFormatException("metadata key '" + key + "' is missing, and the vocabulary"
                + " is too small for its default, " + missing + "; the token is added to every text, so give it"));
    }
}
