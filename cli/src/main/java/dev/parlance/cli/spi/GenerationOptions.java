package dev.parlance.cli.spi;

import dev.parlance.GenerationRequest;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The options that say how much to generate and how tokens are chosen. Without any, the most probable one is taken. */
public final class GenerationOptions {
    @Option(names = "--max-tokens", paramLabel = "N", description = "Tokens to generate at most. Default: "
            + GenerationRequest.DEFAULT_MAX_TOKENS + ".")
    private int maxTokens = GenerationRequest.DEFAULT_MAX_TOKENS;

    @Option(names = "--temperature", paramLabel = "X", description = "Choose at random, the more freely the higher; 0 takes the most probable token.")
    private @Nullable Float temperature;

    @Option(names = "--top-k", paramLabel = "N", description = "Choose at random among the N most probable tokens.")
    private @Nullable Integer topK;

    @Option(names = "--sampler", paramLabel = "SPEC", description = "Choose as a chain of samplers says, such as top-k=40,top-p=0.95,temperature=0.8, or a preset, such as creative; 'parlance samplers' shows all.")
    private @Nullable String sampler;

    @Option(names = "--seed", paramLabel = "N", description = "Make the random choices repeatable. Default: a different one each time.")
    private @Nullable Long seed;

    /** Makes the group with its defaults, to be a command's {@code @Mixin}. */
    public GenerationOptions() {}

    /**
     * Returns the request that the options describe.
     *
     * @throws UsageException if a value is out of its range or two options contradict each other
     */
    public GenerationRequest request(String prompt) {
        GenerationRequest.Builder builder = GenerationRequest.builder(prompt);
        configure(builder);
        return builder.build();
    }

    /**
     * Sets what the options say in a request.
     *
     * @throws UsageException if a value is out of its range or two options contradict each other
     */
    public void configure(GenerationRequest.Builder builder) {
        builder.maxTokens(UsageException.checkAtLeast(0, "--max-tokens", maxTokens)).sampler(sampler())
                .seed(seed != null ? seed : drawSeed());
    }

    /**
     * Returns the sampler that the options describe: top-k before temperature, or the spec alone, or the greedy one.
     *
     * @throws UsageException if a value is out of its range or two options contradict each other
     */
    public Sampler sampler() {
        if (sampler != null && (temperature != null || topK != null)) {
            throw new UsageException("--sampler says all about the choice, and "
                    + (temperature != null ? "--temperature" : "--top-k")
                    + " contradicts it; put it into the spec, such as"
                    + " --sampler top-k=40,temperature=0.8");
        }
        try {
            if (sampler != null) {
                return Samplers.parse(sampler);
            }
            List<Sampler> chain = new ArrayList<>();
            if (topK != null) {
                chain.add(Samplers.topK(UsageException.checkAtLeast(1, "--top-k", topK)));
            }
            if (temperature != null) {
                chain.add(Samplers.temperature(temperature));
            }
            return chain.isEmpty() ? Sampler.greedy() : Samplers.chain(chain.toArray(Sampler[]::new));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Returns a seed that is short enough to type, and exact in every reader of JSON. */
    private static long drawSeed() {
        return new SecureRandom().nextInt(Integer.MAX_VALUE);
    }
}
