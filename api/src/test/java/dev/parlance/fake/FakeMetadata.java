package dev.parlance.fake;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;

import java.util.List;
import java.util.Set;

/**
 * Metadata that say which tokenizer is wanted, and nothing else.
 *
 * @param tokenizer the value of {@code tokenizer.ggml.model}
 */
public record FakeMetadata(String tokenizer) implements ModelMetadata {
    private static final String TOKENIZER = "tokenizer.ggml.model";

    @Override
    public Set<String> keys() {
        return Set.of(TOKENIZER);
    }

    @Override
    public boolean contains(String key) {
        return key.equals(TOKENIZER);
    }

    @Override
    public String string(String key) {
        if (!contains(key)) {
            throw missing(key);
        }
        return tokenizer;
    }

    @Override
    public int integer(String key) {
        throw missing(key);
    }

    @Override
    public float real(String key) {
        throw missing(key);
    }

    @Override
    public boolean bool(String key) {
        throw missing(key);
    }

    @Override
    public List<String> strings(String key) {
        throw missing(key);
    }

    @Override
    public int[] integers(String key) {
        throw missing(key);
    }

    @Override
    public float[] reals(String key) {
        throw missing(key);
    }

    private static ModelFormatException missing(String key) {
        return new ModelFormatException("key '" + key + "' is missing");
    }
}
