package dev.parlance;

import java.util.List;

/**
 * The result of a generation.
 *
 * @param text the generated text, without the prompt and without stop strings
 * @param tokens the generated token ids, without the prompt and without the end token
 * @param finishReason why the generation ended
 * @param usage what it cost
 * @param seed the seed that the samplers used: the request's, or the one drawn for it; with the same request and this
 *     seed the same text comes again
 */
public record Generation(String text, List<Integer> tokens, FinishReason finishReason, Usage usage, long seed) {
    public Generation {
        tokens = List.copyOf(tokens);
    }
}
