package dev.parlance.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * One sequence's key-value cache in an engine. See {@link EngineModel} for who calls it when.
 */
public interface EngineSession extends AutoCloseable {

    /** Returns how many tokens the session holds. */
    int length();

    /** Forgets all tokens from a position on; {@code length} is from 0 to {@link #length}. If it throws, nothing changed. */
    void truncate(int length);

    /** Returns an independent session with the same tokens, without evaluating them again. */
    EngineSession fork();

    /**
     * Writes the session's state. Only with {@link Capability#SAVE_RESTORE}.
     *
     * @throws UnsupportedOperationException without that capability
     */
    default void save(OutputStream target) throws IOException {
        throw new UnsupportedOperationException("this engine can not save sessions");
    }

    /**
     * Replaces the session's state by one that {@link #save} wrote for the same model. Only with
     * {@link Capability#SAVE_RESTORE}.
     *
     * @throws UnsupportedOperationException without that capability
     */
    default void restore(InputStream source) throws IOException {
        throw new UnsupportedOperationException("this engine can not restore sessions");
    }

    /**
     * Sets the adapters that apply from the next step on, with their scales. Only with {@link Capability#ADAPTERS}.
     *
     * @throws UnsupportedOperationException without that capability
     */
    default void adapters(Map<EngineAdapter, Float> scales) {
        throw new UnsupportedOperationException("this engine has no adapters");
    }

    /**
     * Sets who receives intermediate results from the next step on, or null for nobody. Only with
     * {@link Capability#TRACES}.
     *
     * @throws UnsupportedOperationException without that capability
     */
    default void trace(@Nullable Trace trace) {
        throw new UnsupportedOperationException("this engine has no traces");
    }

    /** Releases the session's memory. Called once. */
    @Override
    void close();
}
