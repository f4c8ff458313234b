package dev.parlance.chat;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Metadata that are all strings. */
record ScriptMetadata(Map<String, String> values) implements ModelMetadata {
    @Override
    public Set<String> keys() {
        return values.keySet();
    }

    @Override
    public boolean contains(String key) {
        return values.containsKey(key);
    }

    @Override
    public String string(String key) {
        return values.get(key);
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
        return new ModelFormatException("there is no " + key);
    }
}
