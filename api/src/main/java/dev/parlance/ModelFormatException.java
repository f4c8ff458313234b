package dev.parlance;

/**
 * A model file is malformed, or uses something that is not supported. The message says what, where, actual, expected and
 * what can be done.
 */
public class ModelFormatException extends ParlanceException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
