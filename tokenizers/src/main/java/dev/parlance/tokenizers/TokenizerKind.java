package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;

/** The kind of tokenizer that a file names. */
final class TokenizerKind {
    private static final String KEY = "tokenizer.ggml.model";
    private static final int PRIORITY = 50;

    private TokenizerKind() {}

    /** Returns whether a file wants one kind. */
    static Support supports(ModelMetadata metadata, String kind) {
        String wanted = metadata.string(KEY, "");
        return wanted.equals(kind)
                ? Support.yes(PRIORITY)
                : Support.no("is for '" + kind + "', the file has " + (wanted.isEmpty() ? "no" : "'" + wanted + "' as")
                        + " '" + KEY + "'");
    }
}
