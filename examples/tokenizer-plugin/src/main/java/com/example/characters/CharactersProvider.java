package com.example.characters;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.List;

/** Makes the tokenizer of files whose {@code tokenizer.ggml.model} is {@code characters}. */
public final class CharactersProvider implements TokenizerProvider {
    private static final String KIND = "characters";
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final String BEGIN = "tokenizer.ggml.bos_token_id";
    private static final int PRIORITY = 50;

    /** For {@link java.util.ServiceLoader}. */
    public CharactersProvider() {}

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        String kind = metadata.string(MODEL, "(none)");
        return kind.equals(KIND)
                ? Support.yes(PRIORITY)
                : Support.no("is for '" + KIND + "', the file has '" + kind + "' as '" + MODEL + "'");
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        List<String> pieces = metadata.strings(TOKENS);
        int[] types = metadata.integers(TYPES);
        if (types.length != pieces.size()) {
            throw new ModelFormatException("metadata key '" + TYPES + "': " + types.length + " elements, but '" + TOKENS
                    + "' has " + pieces.size() + "; there must be one for each token");
        }
        TokenKind[] known = TokenKind.values(); // in the order of GGUF's numbers, from 1 on
        List<TokenKind> kinds = Arrays.stream(types)
                .mapToObj(type -> type >= 1 && type <= known.length ? known[type - 1] : TokenKind.UNUSED).toList();
        int begin = metadata.integer(BEGIN);
        if (begin < 0 || begin >= pieces.size()) {
            throw new ModelFormatException("metadata key '" + BEGIN + "': token " + begin
                    + " is not in the vocabulary, whose ids go from 0 to " + (pieces.size() - 1));
        }
        return new Characters(pieces, kinds, begin);
    }
}
