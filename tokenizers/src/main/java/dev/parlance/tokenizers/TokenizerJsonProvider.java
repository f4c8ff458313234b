package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

/** Hugging Face's {@code tokenizer.json}, which GGUF files can have as {@code tokenizer.huggingface.json}. */
public final class TokenizerJsonProvider implements TokenizerProvider {
    private static final String KEY = "tokenizer.huggingface.json";
    /** Below that of the others: a file that has both says the same twice, and llama.cpp reads theirs. */
    private static final int PRIORITY = 40;

    /** For {@link java.util.ServiceLoader}. */
    public TokenizerJsonProvider() {}

    @Override
    public String name() {
        return "tokenizer.json";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return metadata.contains(KEY)
                ? Support.yes(PRIORITY)
                : Support.no("is for Hugging Face's tokenizer.json, the file has no '" + KEY + "'");
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        return JsonTokenizer.read(metadata.string(KEY));
    }
}
