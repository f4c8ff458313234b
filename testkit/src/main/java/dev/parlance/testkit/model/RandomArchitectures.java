package dev.parlance.testkit.model;

import java.util.List;

/** All architectures that there are random models of. */
public final class RandomArchitectures {
    /** Llama: rotary attention with grouped queries, SiLU. */
    public static final RandomArchitecture LLAMA = new RandomLlama();

    private static final List<RandomArchitecture> ALL = List.of(LLAMA, new RandomGpt2(), new RandomGemma2(),
            new RandomGemma3(), new RandomQwen2Moe(), new RandomQwen3Moe(), new RandomGptOss());

    private RandomArchitectures() {}

    /** Returns all. */
    public static List<RandomArchitecture> all() {
        return ALL;
    }
}
