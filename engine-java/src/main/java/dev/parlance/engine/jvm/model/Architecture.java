package dev.parlance.engine.jvm.model;

import dev.parlance.gguf.GgufFile;

import java.util.function.Function;

/** A kind of network, by its name in GGUF files. */
public final class Architecture {

    /** The hyper-parameters of a network. */
    interface Config {

        /** Returns those that every network has. */
        Sizes sizes();

        /** Returns what the engine needs to know. */
        default NetworkShape shape() {
            return sizes().shape(2L * sizes().hidden());
        }
    }

    /** The constructor of a network. */
    @FunctionalInterface
    interface Constructor<C extends Config> {
        Network build(C config, Weights weights, Compute compute);
    }

    private final String name;
    private final Function<Keys, Config> config;
    private final Constructor<Config> constructor;

    private Architecture(String name, Function<Keys, Config> config, Constructor<Config> constructor) {
        this.name = name;
        this.config = config;
        this.constructor = constructor;
    }

    /**
     * Makes an architecture.
     *
     * @param name the value of {@code general.architecture} that stands for it, and the prefix of its keys
     * @param config reads and checks the hyper-parameters
     * @param constructor builds the network of them
     */
    @SuppressWarnings("unchecked") // the constructor gets what the same architecture's config made
    static <C extends Config> Architecture of(String name, Function<Keys, C> config, Constructor<C> constructor) {
        return new Architecture(name, config::apply,
                (c, weights, compute) -> constructor.build((C) c, weights, compute));
    }

    /** Returns the value of {@code general.architecture} that stands for it. */
    public String name() {
        return name;
    }

    /**
     * Reads and checks the shape of a network from a model's metadata.
     *
     * @throws UnsupportedModelException if the model uses something that this engine does not have
     * @throws dev.parlance.ModelFormatException if a key is missing, or values are out of range or do not fit together
     */
    public NetworkShape shape(GgufFile file) {
        return config.apply(new Keys(file, name)).shape();
    }

    /**
     * Builds the network.
     *
     * @throws dev.parlance.ModelFormatException if a tensor is missing or has another shape than expected
     */
    public Network build(Weights weights, Compute compute) {
        return constructor.build(config.apply(new Keys(weights.file(), name)), weights, compute);
    }
}
