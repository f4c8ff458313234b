package dev.parlance;

import dev.parlance.sampling.Sampler;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to generate, and how. Immutable; made with {@link #builder(String)}.
 *
 * @param prompt what to continue
 * @param maxTokens how many tokens to generate at most, at least 0; the prompt does not count
 * @param sampler how a token is chosen
 * @param seed the seed of the choice, or empty to draw one (which {@link Generation#seed} then tells)
 * @param stopStrings strings that end the generation, none of them empty; the text ends where the one begins that is
 *     complete first, and of several that are complete at once the longest
 * @param ignoreEndTokens whether the model's end tokens do not end the generation
 * @param timeLimit how long the generation may take from its start, with the prompt and with the time that a consumer of
 *     the stream takes, or empty for no limit
 * @param alternatives how many of the most probable tokens each {@link TokenEvent} carries, at least 0
 */
public record GenerationRequest(Prompt prompt, int maxTokens, Sampler sampler, OptionalLong seed,
        List<String> stopStrings, boolean ignoreEndTokens, Optional<Duration> timeLimit, int alternatives) {

    /** The {@link #maxTokens} of a request that sets none. */
    public static final int DEFAULT_MAX_TOKENS = 256;

    public GenerationRequest {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(sampler, "sampler");
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(timeLimit, "timeLimit");
        stopStrings = List.copyOf(stopStrings);
        if (maxTokens < 0) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens + ", expected at least 0");
        }
        if (alternatives < 0) {
            throw new IllegalArgumentException("alternatives: " + alternatives + ", expected at least 0");
        }
        if (stopStrings.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string is empty; it would end every generation at once");
        }
        if (timeLimit.isPresent() && timeLimit.get().isNegative()) {
            throw new IllegalArgumentException("timeLimit: " + timeLimit.get() + ", expected at least 0");
        }
    }

    /** Returns a request for the greedy continuation of a text, with all defaults. */
    public static GenerationRequest of(String prompt) {
        return builder(prompt).build();
    }

    /** Starts a request that continues a text. */
    public static Builder builder(String prompt) {
        return builder(Prompt.text(prompt));
    }

    /** Starts a request that continues a prompt. */
    public static Builder builder(Prompt prompt) {
        return new Builder(prompt);
    }

    /** Collects the parts of a request. Not thread-safe. */
    public static final class Builder {
        private final Prompt prompt;
        private int maxTokens = DEFAULT_MAX_TOKENS;
        private Sampler sampler = Sampler.greedy();
        private OptionalLong seed = OptionalLong.empty();
        private List<String> stopStrings = List.of();
        private boolean ignoreEndTokens;
        private Optional<Duration> timeLimit = Optional.empty();
        private int alternatives;

        private Builder(Prompt prompt) {
            this.prompt = prompt;
        }

        /** Sets how many tokens to generate at most. Default {@value GenerationRequest#DEFAULT_MAX_TOKENS}. */
        public Builder maxTokens(int maxTokens) {
            this.maxTokens = maxTokens;
            return this;
        }

        /** Sets how a token is chosen. Default {@link Sampler#greedy()}. */
        public Builder sampler(Sampler sampler) {
            this.sampler = sampler;
            return this;
        }

        /** Sets the seed of the choice. Default: one is drawn for each generation. */
        public Builder seed(long seed) {
            this.seed = OptionalLong.of(seed);
            return this;
        }

        /** Sets strings that end the generation where they appear. Default none. */
        public Builder stopStrings(String... stopStrings) {
            this.stopStrings = List.of(stopStrings);
            return this;
        }

        /** Sets whether the model's end tokens do not end the generation. Default false. */
        public Builder ignoreEndTokens(boolean ignoreEndTokens) {
            this.ignoreEndTokens = ignoreEndTokens;
            return this;
        }

        /** Sets how long the generation may take, with the prompt and the consumer's time. Default: no limit. */
        public Builder timeLimit(Duration timeLimit) {
            this.timeLimit = Optional.of(timeLimit);
            return this;
        }

        /** Sets how many of the most probable tokens each event carries. Default 0. */
        public Builder alternatives(int alternatives) {
            this.alternatives = alternatives;
            return this;
        }

        /**
         * Returns the request.
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public GenerationRequest build() {
            return new GenerationRequest(prompt, maxTokens, sampler, seed, stopStrings, ignoreEndTokens, timeLimit,
                    alternatives);
        }
    }
}
