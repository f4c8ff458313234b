package dev.parlance;

import java.util.List;

/**
 * One generated token.
 *
 * @param token the token's id, or {@link #NO_TOKEN} for a last event that only delivers text held back until then
 * @param text the text that became certain with this token: empty while a character or a possible stop string is
 *     incomplete, and then longer than the token's own
 * @param logProbability the natural logarithm of the token's probability as the model gave it, before any sampler;
 *     {@code NaN} if there is no token
 * @param alternatives the most probable tokens at this position, best first, as the model gave them, before any sampler;
 *     as many as {@link GenerationRequest#alternatives} asks for
 */
public record TokenEvent(int token, String text, float logProbability, List<TokenProbability> alternatives) {
    /** The {@link #token} of an event without a token. */
    public static final int NO_TOKEN = -1;

    public TokenEvent {
        alternatives = List.copyOf(alternatives);
    }
}
