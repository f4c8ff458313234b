package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Metadata made up by a test. */
final class MapMetadata implements ModelMetadata {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Sets a value; a key without a dot is one of {@code tokenizer.ggml}. */
    MapMetadata with(String key, Object value) {
        values.put(key.contains(".") ? key : "tokenizer.ggml." + key, value);
        return this;
    }

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
        return get(key, String.class);
    }

    @Override
    public int integer(String key) {
        return get(key, Integer.class);
    }

    @Override
    public float real(String key) {
        return get(key, Float.class);
    }

    @Override
    public boolean bool(String key) {
        return get(key, Boolean.class);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> strings(String key) {
        return (List<String>) get(key, List.class);
    }

    @Override
    public int[] integers(String key) {
        return get(key, int[].class).clone();
    }

    @Override
    public float[] reals(String key) {
        return get(key, float[].class).clone();
    }

    private <T> T get(String key, Class<T> type) {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw new ModelFormatException("metadata key '" + key + "' is " + value + ", expected "
                    + type.getSimpleName());
        }
        return type.cast(value);
    }
}
