package dev.parlance;

/** Why a generation ended. */
public enum FinishReason {
    /** The model produced one of its end tokens. */
    END_TOKEN,
    /** One of the request's stop strings appeared; it is not part of the text. */
    STOP_STRING,
    /** The request's {@code maxTokens} were produced. */
    MAX_TOKENS,
    /** The session's context is full. */
    CONTEXT_FULL,
    /** The request's time limit passed. */
    DEADLINE,
    /** The stream or the model was closed, or the generating thread was interrupted. */
    CANCELLED
}
