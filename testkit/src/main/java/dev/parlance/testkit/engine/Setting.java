package dev.parlance.testkit.engine;

import dev.parlance.CachePrecision;
import dev.parlance.testkit.agreement.Yardstick;

/**
 * A setting in which rules hold.
 *
 * @param weights which model
 * @param reproducible whether results are to be reproducible
 * @param precision of the key-value caches
 * @param threads how many compute
 */
public record Setting(Weights weights, boolean reproducible, CachePrecision precision, int threads) {

    /**
     * The models: one of the engine's first architecture with weights in F32, one with all of its formats in turn, and in F32
     * one of the first architecture whose attention slides, if the engine has one.
     */
    public enum Weights {
        F32, MIXED, SLIDING
    }

    /** Returns the same setting with one thread. */
    Setting withOneThread() {
        return new Setting(weights, reproducible, precision, 1);
    }

    /** Returns how far two correct results may be from each other, as a normalised mean square error. */
    double bar(Yardstick ofWeights) {
        // A cache in F16 is like a matrix in F16.
        return precision == CachePrecision.F16
                ? Math.max(ofWeights.bar(reproducible), Yardstick.F16.bar(reproducible))
                : ofWeights.bar(reproducible);
    }
}
