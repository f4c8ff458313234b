package dev.parlance;

/** The common type of everything that can go wrong with a model, as opposed to a misuse of a method. */
public class ParlanceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ParlanceException(String message) {
        super(message);
    }

    public ParlanceException(String message, Throwable cause) {
        super(message, cause);
    }
}
