package dev.parlance.testkit.model;

import java.util.List;

/** All architectures that there are random models of. */
public final class RandomArchitectures {
    /** Llama: rotary attention with grouped queries, SiLU. */
    public static final RandomArchitecture LLAMA = new RandomLlama();

    private static final List<RandomArchitecture> ALL = List.of(LLAMA, new RandomGemma2(), new RandomGemma3(),
            new RandomGpt2(), new RandomGptOss(), new RandomGranite(), new RandomGraniteMoe(), new RandomMixtral(),
            new RandomOlmo2(), new RandomOlmo3(), new RandomPhi3(),
            new RandomQwen2(), new RandomQwen2Moe(), new RandomQwen3(), new RandomQwen3Moe(), new RandomSmolLm3(),
            new RandomStarCoder2());

    private RandomArchitectures() {}

    /** Returns all. */
    public static List<RandomArchitecture> all() {
        return ALL;
    }
}
