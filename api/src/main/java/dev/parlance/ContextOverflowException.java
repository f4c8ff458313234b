package dev.parlance;

/** More tokens than a session's context holds. The session is unchanged. */
public class ContextOverflowException extends ParlanceException {
    private static final long serialVersionUID = 1L;

    /** The tokens that the session would have held. */
    private final long required;

    /** The tokens that the session can hold. */
    private final int contextLength;

    public ContextOverflowException(String message, long required, int contextLength) {
        super(message);
        this.required = required;
        this.contextLength = contextLength;
    }

    /** Returns how many tokens the session would have held. */
    public long required() {
        return required;
    }

    /** Returns how many tokens the session can hold. */
    public int contextLength() {
        return contextLength;
    }
}
