package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.runtime.Pass;

/** A network with its weights. It keeps scratch of its own, so that it computes one pass at a time. */
public interface Network {

    /**
     * Computes a pass: stores keys and values in the caches, and gives the final hidden states of the rows whose output is
     * wanted. Allocates nothing once the contexts have been as long before.
     *
     * @param pass at most {@link Compute#maxRows} tokens; its caches have room for their positions
     * @return (outputs, width), valid until the next pass
     */
    Activations forward(Pass pass);

    /**
     * Computes logits.
     *
     * @param hidden (rows, width) final hidden states
     * @param logits receives (rows, vocabulary)
     */
    void logits(Activations hidden, Activations logits);
}
