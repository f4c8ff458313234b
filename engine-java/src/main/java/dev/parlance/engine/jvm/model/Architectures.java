package dev.parlance.engine.jvm.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All architectures that the engine has. */
public final class Architectures {
    private static final List<Architecture> ALL = List.of(
            Architecture.of("gpt2", Gpt2.Config::read, Gpt2::new),
            Architecture.of("llama", Llama.Config::read, Llama::new));

    private Architectures() {}

    /** Returns all. */
    public static List<Architecture> all() {
        return ALL;
    }

    /** Returns an architecture by its name, if the engine has it. */
    public static Optional<Architecture> named(String name) {
        return ALL.stream().filter(architecture -> architecture.name().equals(name)).findFirst();
    }

    /** Returns the names of all architectures, for messages. */
    public static String names() {
        return ALL.stream().map(Architecture::name).collect(Collectors.joining(", "));
    }
}
