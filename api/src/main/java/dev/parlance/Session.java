package dev.parlance;

import java.util.List;

/**
 * The memory of one text that a model has read: a key-value cache with a position.
 *
 * <p>A session is for one thread at a time; a call while another thread is inside one fails with
 * {@link IllegalStateException}. Different sessions of a model may be used by different threads at once. Every method
 * but {@link #close} throws {@link IllegalStateException} once the session or its model is closed.
 */
public interface Session extends AutoCloseable {

    /**
     * Appends tokens and returns the logits that follow the last of them. If this fails, the session is as it was before.
     *
     * @param tokens at least one id of the model's vocabulary
     * @throws IllegalArgumentException if there are no tokens or one is not in the vocabulary
     * @throws ContextOverflowException if they do not fit
     */
    Logits evaluate(int... tokens);

    /**
     * Appends tokens and returns the logits that follow each of them, one entry a token. Every entry takes four bytes a
     * token of the vocabulary.
     *
     * @see #evaluate(int...)
     */
    List<Logits> evaluateAll(int... tokens);

    /**
     * Appends the request's prompt and generates. A text prompt gets the model's start tokens only if the session is
     * empty. Afterwards the session holds the prompt and every generated token but the last one, which was never read; if
     * the generation ends or fails while the prompt is read, the session is as it was before. Nothing but
     * {@link #contextLength} and {@link #close} can be called until the stream has ended or is closed; closing the stream
     * leaves the session open.
     */
    TokenStream stream(GenerationRequest request);

    /** Generates as {@link #stream} does, to the end. */
    Generation generate(GenerationRequest request);

    /** Returns how many tokens the session holds. */
    int length();

    /** Returns how many tokens the session can hold. */
    int contextLength();

    /** Returns a copy of the ids of the tokens that the session holds. */
    int[] tokens();

    /**
     * Forgets all tokens from a position on.
     *
     * @param length how many tokens to keep, from 0 to {@link #length}
     * @throws IndexOutOfBoundsException if it is out of that range
     */
    void truncate(int length);

    /**
     * Returns an independent session that holds the same tokens, without reading them again.
     *
     * @throws SessionLimitException if the model has no session left
     */
    Session fork();

    /**
     * Releases the session's memory. May come from any thread: what runs on the session ends at the next step, a generation
     * with {@link FinishReason#CANCELLED}, anything else with {@link IllegalStateException}. Idempotent.
     */
    @Override
    void close();
}
