package dev.parlance.spi;

/**
 * One session's share of a pass: tokens to append, and what is wanted of them.
 *
 * <p>The arrays belong to whoever made the step and are not copied, so that a step can be used again: its maker writes
 * the next tokens into {@link #tokens} and evaluates it once more.
 *
 * @param session the session that the tokens are appended to
 * @param tokens the ids, at least one
 * @param outputs the indices into {@code tokens} after which an output is wanted, ascending; may be empty
 * @param output what is wanted there
 * @param target receives the outputs, row after row
 */
public record Step(EngineSession session, int[] tokens, int[] outputs, Output output, float[] target) {

    /** What a step writes for each of its output positions. */
    public enum Output {
        /** The logits of the next token, one a token of the vocabulary. */
        LOGITS,
        /** The final hidden state (after the last norm), as wide as the model. Needs {@link Capability#HIDDEN_STATES}. */
        HIDDEN_STATE
    }
}
