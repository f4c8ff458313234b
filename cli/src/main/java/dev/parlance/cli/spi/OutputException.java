package dev.parlance.cli.spi;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Standard output can not be written to: its reader has gone, or its disk is full. */
public class OutputException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public OutputException(IOException cause) {
        super("standard output: " + cause.getMessage(), cause);
    }
}
