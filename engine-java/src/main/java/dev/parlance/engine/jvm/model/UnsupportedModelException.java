package dev.parlance.engine.jvm.model;

import dev.parlance.ModelFormatException;

/** A model file is well-formed, but uses something that this engine does not have; another one may. */
public final class UnsupportedModelException extends ModelFormatException {
    private static final long serialVersionUID = 1L;

    UnsupportedModelException(String message) {
        super(message);
    }
}
