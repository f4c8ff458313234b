package dev.parlance;

/**
 * A token with its probability.
 *
 * @param token the token's id in the vocabulary
 * @param text the text that the token stands for; U+FFFD for the parts that are not whole characters, and the
 *     vocabulary's own spelling (such as {@code </s>}) for a control token
 * @param probability the probability, from 0 to 1
 */
public record TokenProbability(int token, String text, float probability) {}
