package dev.parlance.engine.jvm.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All architectures that the engine has. */
public final class Architectures {
    private static final List<Architecture> ALL = List.of(
            Architecture.of("gemma2", Gemma2.Config::read, Gemma2::new),
            Architecture.of("gemma3", Gemma3.Config::read, Gemma3::new),
            Architecture.of("gpt-oss", GptOss.Config::read, GptOss::new),
            Architecture.of("gpt2", Gpt2.Config::read, Gpt2::new),
            Architecture.of("granite", Granite.Config::read, Granite::new),
            Architecture.of("granitemoe", Granite.Config::readMoe, Granite::new),
            Architecture.of("llama", Llama.Config::read, Llama::new),
            Architecture.of("olmo2", Olmo2.Config::read, Olmo2::new),
            Architecture.of("phi3", Phi3.Config::read, Phi3::new),
            Architecture.of("qwen2", Qwen2.Config::read, Qwen2::new),
            Architecture.of("qwen2moe", Qwen2Moe.Config::read, Qwen2Moe::new),
            Architecture.of("qwen3", Qwen3.Config::read, Qwen3::new),
            Architecture.of("qwen3moe", Qwen3Moe.Config::read, Qwen3Moe::new),
            Architecture.of("smollm3", SmolLm3.Config::read, SmolLm3::new),
            Architecture.of("starcoder2", StarCoder2.Config::read, StarCoder2::new));

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
