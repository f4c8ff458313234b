package dev.parlance;

/**
 * The memory that a model needs once loaded.
 *
 * @param weightBytes the weights
 * @param cacheBytesPerSession one session's key-value cache when its context is full
 * @param scratchBytes everything else, about
 */
public record MemoryEstimate(long weightBytes, long cacheBytesPerSession, long scratchBytes) {
    /** Returns what a number of sessions need in all, in bytes. */
    public long total(int sessions) {
        return weightBytes + cacheBytesPerSession * sessions + scratchBytes;
    }
}
