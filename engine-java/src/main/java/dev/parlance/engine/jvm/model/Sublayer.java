package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;

/** What a block does to each token by itself, with its weights: a feed-forward network, or experts. */
@FunctionalInterface
interface Sublayer {
    /**
     * Computes it.
     *
     * @param input (rows, width)
     * @param output receives (rows, width)
     */
    void apply(Activations input, Activations output);
}
