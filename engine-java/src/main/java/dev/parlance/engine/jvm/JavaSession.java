package dev.parlance.engine.jvm;

import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.spi.EngineSession;

/** A session of the Java engine: a key-value cache, and how much of it counts. */
final class JavaSession implements EngineSession {
    private final KvCache cache;
    private int length;

    JavaSession(KvCache cache, int length) {
        this.cache = cache;
        this.length = length;
    }

    KvCache cache() {
        return cache;
    }

    /** Makes tokens count whose keys and values are in the cache. */
    void grow(int tokens) {
        length += tokens;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void truncate(int kept) {
        length = kept;
    }

    @Override
    public EngineSession fork() {
        return new JavaSession(cache.copy(length), length);
    }

    @Override
    public void close() {
        cache.close();
    }
}
