package dev.parlance.sampling;

import dev.parlance.tokenizer.Tokenizer;

import java.util.List;
import java.util.Set;

/**
 * What a sampler may know of the generation that it is made for.
 *
 * @param seed the seed of everything random in the generation
 * @param tokenizer the model's tokenizer
 * @param promptTokens the ids of the prompt, with what the session held before it
 * @param endTokens the ids that end the generation
 */
public record SamplingContext(long seed, Tokenizer tokenizer, List<Integer> promptTokens, Set<Integer> endTokens) {
    public SamplingContext {
        promptTokens = List.copyOf(promptTokens);
        endTokens = Set.copyOf(endTokens);
    }
}
