package dev.parlance.chat;

/** What happens when a conversation has grown too long for the model's context. */
public enum OverflowPolicy {
    /** The next answer fails with {@link dev.parlance.ContextOverflowException}; the conversation is as it was before. */
    REFUSE,
    /**
     * The model is not shown the oldest turns any more, each a user's message with all that follows up to the next; a system
     * message at the beginning stays. That happens when less than a quarter of the context is left for the answer, and goes on
     * until half of it is, so that it does not happen again at once. Fails as {@link #REFUSE} does if the last turn alone is
     * too long.
     */
    DROP_OLDEST
}
