package dev.parlance;

/** No engine could load a model. The message lists every engine found and why it declined. */
public class ModelLoadException extends ParlanceException {
    private static final long serialVersionUID = 1L;

    public ModelLoadException(String message) {
        super(message);
    }

    public ModelLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
