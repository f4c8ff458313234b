package dev.parlance;

/** More sessions at a time than the model was loaded for ({@link LanguageModel.Builder#maxSessions}). */
public class SessionLimitException extends ParlanceException {
    private static final long serialVersionUID = 1L;

    public SessionLimitException(String message) {
        super(message);
    }
}
