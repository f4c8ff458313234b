package dev.parlance.chat;

import dev.parlance.FinishReason;
import dev.parlance.Usage;

/**
 * A complete answer.
 *
 * @param message what the model said, thought and wants to call
 * @param finishReason why it ended
 * @param usage what it cost; {@link Usage#promptTokens} counts what was evaluated for it, without what the session knew
 * @param reusedTokens how many tokens of the conversation the session knew already
 * @param seed the seed that the samplers used
 */
public record ChatAnswer(ChatMessage message, FinishReason finishReason, Usage usage, int reusedTokens, long seed) {}
