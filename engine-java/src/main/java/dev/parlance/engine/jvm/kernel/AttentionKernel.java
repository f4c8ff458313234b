package dev.parlance.engine.jvm.kernel;

import dev.parlance.engine.jvm.runtime.KvCache;

/** Attention of one head of one token over the tokens up to it. */
@FunctionalInterface
public interface AttentionKernel {
    /**
     * Computes soft-max(q . K^T * scale) . V.
     *
     * @param q holds the query, from {@code qFrom} on, {@code headSize} elements
     * @param cache the session's keys and values
     * @param layer the layer's index
     * @param column where the head's keys and values begin in a row of the cache
     * @param headSize the length of a query, a key and a value
     * @param positions how many tokens are attended to, from the first on
     * @param scale the factor before the soft-max
     * @param scratch of at least {@code positions + 2 * headSize} elements, the calling thread's own
     * @param target receives the result, from {@code targetFrom} on
     */
    void attend(float[] q, int qFrom, KvCache cache, int layer, int column, int headSize, int positions, float scale,
            float[] scratch, float[] target, int targetFrom);
}
