package dev.parlance.spi;

import java.util.List;
import java.util.Set;

/**
 * The typed key-value metadata of a model file, in the naming of GGUF. Immutable and thread-safe.
 *
 * <p>A getter whose key has another type, or whose key is missing although there is no default, throws
 * {@link dev.parlance.ModelFormatException}, which names the key, the actual and the expected type. An integer of any
 * width and sign is taken where its value fits.
 */
public interface ModelMetadata {

    /** Returns all keys, in the order of the file. */
    Set<String> keys();

    /** Returns whether a key is there. */
    boolean contains(String key);

    /** Returns a string. */
    String string(String key);

    /** Returns a string, or the default if the key is missing. */
    default String string(String key, String missing) {
        return contains(key) ? string(key) : missing;
    }

    /** Returns an integer. */
    int integer(String key);

    /** Returns an integer, or the default if the key is missing. */
    default int integer(String key, int missing) {
        return contains(key) ? integer(key) : missing;
    }

    /** Returns a floating-point number. */
    float real(String key);

    /** Returns a floating-point number, or the default if the key is missing. */
    default float real(String key, float missing) {
        return contains(key) ? real(key) : missing;
    }

    /** Returns a truth value. */
    boolean bool(String key);

    /** Returns a truth value, or the default if the key is missing. */
    default boolean bool(String key, boolean missing) {
        return contains(key) ? bool(key) : missing;
    }

    /** Returns an array of strings. */
    List<String> strings(String key);

    /** Returns a copy of an array of integers. */
    int[] integers(String key);

    /** Returns a copy of an array of floating-point numbers. */
    float[] reals(String key);
}
