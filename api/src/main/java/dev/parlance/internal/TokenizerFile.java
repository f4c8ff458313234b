package dev.parlance.internal;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.spi.ModelMetadata;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A {@code tokenizer.json} as metadata: the one key under which a GGUF file would have it.
 *
 * @param json the document
 */
public record TokenizerFile(String json) implements ModelMetadata {
    /** The largest that are about have 33 MB. */
    static final long MOST_BYTES = 1L << 28;

    private static final String KEY = "tokenizer.huggingface.json";

    /**
     * Reads a file.
     *
     * @throws ModelLoadException if it can not be read, or is too large to be one
     */
    public static TokenizerFile read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new ModelLoadException(
                        "the tokenizer file '" + file + "' has " + size + " bytes, expected at most "
                                + MOST_BYTES + "; give a tokenizer.json, and for a model file Tokenizer.of(metadata)");
            }
            return new TokenizerFile(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new ModelLoadException("cannot read the tokenizer file '" + file + "': it is not UTF-8; give a"
                    + " tokenizer.json, and for a model file Tokenizer.of(metadata)", e);
        } catch (IOException e) {
            throw new ModelLoadException("cannot read the tokenizer file '" + file + "': " + Providers.describe(e), e);
        }
    }

    @Override
    public Set<String> keys() {
        return Set.of(KEY);
    }

    @Override
    public boolean contains(String key) {
        return key.equals(KEY);
    }

    @Override
    public String string(String key) {
        if (!contains(key)) {
            throw absent(key);
        }
        return json;
    }

    @Override
    public int integer(String key) {
        throw absent(key);
    }

    @Override
    public float real(String key) {
        throw absent(key);
    }

    @Override
    public boolean bool(String key) {
        throw absent(key);
    }

    @Override
    public List<String> strings(String key) {
        throw absent(key);
    }

    @Override
    public int[] integers(String key) {
        throw absent(key);
    }

    @Override
    public float[] reals(String key) {
        throw absent(key);
    }

    private static ModelFormatException absent(String key) {
        return new ModelFormatException("metadata key '" + key + "' is missing; a tokenizer.json has only the string '"
                + KEY + "'");
    }
}
