package dev.parlance;

import java.time.Duration;

/**
 * What a generation cost.
 *
 * @param promptTokens tokens of the prompt that were evaluated, with those that the tokenizer added
 * @param completionTokens tokens generated, without the end token
 * @param promptTime from the start of the generation to the logits after the prompt
 * @param generationTime from then to the end, without the time that a consumer spent between tokens
 */
public record Usage(int promptTokens, int completionTokens, Duration promptTime, Duration generationTime) {
    /** Returns the prompt's speed in tokens per second, or 0 if there was nothing to measure. */
    public double promptTokensPerSecond() {
        return perSecond(promptTokens, promptTime);
    }

    /** Returns the speed of generation in tokens per second, or 0 if there was nothing to measure. */
    public double completionTokensPerSecond() {
        return perSecond(completionTokens, generationTime);
    }

    private static double perSecond(int tokens, Duration time) {
        return time.isZero() ? 0 : tokens * 1e9 / time.toNanos();
    }
}
