package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;

import java.util.List;

/** The kind of tokenizer that a file names. */
final class TokenizerKind {
    private static final String KEY = "tokenizer.ggml.model";
    private static final int PRIORITY = 50;

    private TokenizerKind() {}

    /** Returns the kind that a file wants, empty if it does not say. */
    static String of(ModelMetadata metadata) {
        return metadata.string(KEY, "");
    }

    /** Returns whether a file wants one of some kinds. */
    static Support supports(ModelMetadata metadata, String... kinds) {
        String wanted = of(metadata);
        return List.of(kinds).contains(wanted)
                ? Support.yes(PRIORITY)
                : Support.no("is for '" + String.join("', '", kinds) + "', the file has "
                        + (wanted.isEmpty() ? "no" : "'" + wanted + "' as") + " '" + KEY + "'");
    }
}
