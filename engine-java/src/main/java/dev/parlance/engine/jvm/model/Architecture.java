package dev.parlance.engine.jvm.model;

import dev.parlance.gguf.GgufFile;

/** A kind of network, by its name in GGUF files. */
public interface Architecture {

    /** Returns the value of {@code general.architecture} that stands for it. */
    String name();

    /**
     * Reads and checks the shape of a network from a model's metadata.
     *
     * @throws UnsupportedModelException if the model uses something that this engine does not have
     * @throws dev.parlance.ModelFormatException if a key is missing, or values are out of range or do not fit together
     */
    NetworkShape shape(GgufFile file);

    /**
     * Builds the network.
     *
     * @throws dev.parlance.ModelFormatException if a tensor is missing or has another shape than expected
     */
    Network build(Weights weights, Compute compute);
}
