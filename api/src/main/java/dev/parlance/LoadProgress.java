package dev.parlance;

/**
 * How far the loading of a model is.
 *
 * @param bytesDone bytes of weights loaded, from 0 to {@code bytesTotal}
 * @param bytesTotal bytes of weights to load, at least 1
 */
public record LoadProgress(long bytesDone, long bytesTotal) {
    /** Returns the share that is done, from 0 to 1. */
    public double fraction() {
        return (double) bytesDone / bytesTotal;
    }
}
