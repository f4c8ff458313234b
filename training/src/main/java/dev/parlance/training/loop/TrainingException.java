package dev.parlance.training.loop;

import dev.parlance.ParlanceException;

/** A run that can not go on: a checkpoint that does not fit, or a loss that is not a number any more. */
public final class TrainingException extends ParlanceException {
    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public TrainingException(String message) {
        super(message);
    }

    /** Makes one with its cause. */
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
