package dev.parlance.cli;

import dev.parlance.ContextOverflowException;
import dev.parlance.ParlanceException;
import dev.parlance.cli.spi.OutputException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;

/** Says in one line what went wrong. */
final class Failures {
    private Failures() {}

    /** Returns whether the reader of standard output has gone, which is no error: {@code parlance ... | head -1}. */
    static boolean isBrokenPipe(Throwable failure) {
        // There is no other way to tell; some languages keep the English word.
        return failure instanceof OutputException e
                && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }

    /** Returns what went wrong and, where it is known, what to do. */
    static String describe(Throwable failure) {
        return oneLine(switch (failure) {
            case UnmatchedArgumentException e -> unmatched(e);
            case ParameterException e -> message(e);
            case ContextOverflowException e ->
                "the prompt is too long: " + e.required() + " tokens, and the context holds "
                        + e.contextLength() + "; shorten it or raise --context-length";
            case ParlanceException e -> message(e);
            case OutputException e -> message(e);
            case NoSuchFileException e -> e.getFile() + ": there is no such file";
            case AccessDeniedException e -> e.getFile() + ": may not be accessed; check its permissions";
            case FileSystemException e -> message(e);
            case IOException e -> message(e);
            case IllegalArgumentException e -> message(e);
            case UnsupportedOperationException e -> message(e);
            case UncheckedIOException e -> describe(Objects.requireNonNull(e.getCause()));
            case OutOfMemoryError e -> "out of memory: " + message(e)
                    + "; give the Java heap more with PARLANCE_JAVA_OPTS=-Xmx4g, or take a smaller model or context";
            default -> "internal error: " + failure + "; --debug shows where, please report it";
        });
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String first = e.getUnmatched().getFirst();
        if (e.isUnknownOption()) {
            return "there is no option '" + first + "'"
                    + (e.getSuggestions().isEmpty() ? "" : "; similar: " + String.join(", ", e.getSuggestions()));
        }
        if (!e.getCommandLine().getSubcommands().isEmpty()) {
            return "there is no command '" + first + "'";
        }
        return "'" + first + "' is one argument too many; a text of several words goes in quotes";
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Puts a list behind its colon, and every other line behind the one before. */
    private static String oneLine(String message) {
        return message.strip().replaceAll("\\.$", "").replaceAll(":\\s*\\R\\s*", ": ").replaceAll("\\s*\\R\\s*", "; ");
    }
}
