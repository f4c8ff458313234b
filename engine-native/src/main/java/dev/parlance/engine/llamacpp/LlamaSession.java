package dev.parlance.engine.llamacpp;

import dev.parlance.spi.EngineSession;

/**
 * A session: a sequence in the model's context, and its ids, from which what the context lost is evaluated again. See
 * {@link LlamaModel}.
 */
final class LlamaSession implements EngineSession {
    private final LlamaModel model;
    private final int[] tokens;
    private final int sequence;
    private int length;
    private int cached;
    private boolean closed;

    /**
     * Makes an empty session.
     *
     * @param sequence its number in the context
     * @param contextLength how many tokens it can hold
     */
    LlamaSession(LlamaModel model, int sequence, int contextLength) {
        this.model = model;
        this.sequence = sequence;
        this.tokens = new int[contextLength];
    }

    /** Returns its number in the context. */
    int sequence() {
        return sequence;
    }

    /** Returns the ids; the first {@link #length} count. */
    int[] tokens() {
        return tokens;
    }

    /** Returns how many of its first tokens the context has; the others are evaluated before the next step. */
    int cached() {
        return cached;
    }

    void cached(int count) {
        cached = count;
    }

    /** Makes tokens count that the context has taken. */
    void append(int[] added) {
        System.arraycopy(added, 0, tokens, length, added.length);
        length += added.length;
        cached = length;
    }

    /** Takes over another session's tokens, none of which the context has for this one yet. */
    void copyTokens(LlamaSession source) {
        System.arraycopy(source.tokens, 0, tokens, 0, source.length);
        length = source.length;
        cached = 0;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed, or its model is");
        }
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void truncate(int kept) {
        checkOpen();
        if (kept < 0 || kept > length) {
            throw new IndexOutOfBoundsException("can not keep " + kept + " of " + length + " tokens");
        }
        model.forgetFrom(this, kept);
        length = kept;
    }

    @Override
    public EngineSession fork() {
        checkOpen();
        return model.fork(this);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            model.release(this);
        }
    }
}
