package dev.parlance.cli.spi;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Standard input, output and error of a command. The output is for the result alone, so that it can be piped, and is
 * UTF-8 in every locale; whatever else there is to say goes to the error stream. For one thread.
 */
public final class Stdio {
    /** Which streams are terminals, set by the launcher because Java can not tell them apart. */
    private static final String TERMINALS_PROPERTY = "parlance.terminals";

    private final InputStream in;
    private final Writer out;
    private final PrintStream err;
    private final Set<Stream> terminals;

    /** The three streams. */
    public enum Stream {
        INPUT, OUTPUT, ERROR
    }

    /**
     * Joins three streams.
     *
     * @param terminals those that are a terminal
     */
    public Stdio(InputStream in, OutputStream out, PrintStream err, Set<Stream> terminals) {
        this.in = in;
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        this.err = err;
        this.terminals = Set.copyOf(terminals);
    }

    /** Returns the streams of this process. */
    public static Stdio ofProcess() {
        // System.out would swallow every failure to write.
        return new Stdio(System.in, new FileOutputStream(FileDescriptor.out), System.err, terminalsOfProcess());
    }

    private static Set<Stream> terminalsOfProcess() {
        String told = System.getProperty(TERMINALS_PROPERTY);
        if (told == null) {
            return consoleIsTerminal() ? EnumSet.allOf(Stream.class) : Set.of();
        }
        Set<Stream> terminals = EnumSet.allOf(Stream.class);
        terminals.removeIf(stream -> !told.contains(stream.name().toLowerCase(Locale.ROOT)));
        return terminals;
    }

    @SuppressWarnings("SystemConsoleNull") // in JDK 25 it is null again if there is none
    private static boolean consoleIsTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Returns whether a stream is a terminal, with a person at the other end. */
    public boolean isTerminal(Stream stream) {
        return terminals.contains(stream);
    }

    /** Returns standard input. */
    public InputStream in() {
        return in;
    }

    /** Returns standard error, for messages. */
    public PrintStream err() {
        return err;
    }

    /**
     * Writes a part of the result to standard output, at once.
     *
     * @throws OutputException if that fails
     */
    public void print(String text) {
        try {
            out.write(text);
            out.flush();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Writes a part of the result and ends the line, with a line feed on every system. */
    public void println(String text) {
        print(text + "\n");
    }

    /** Writes one line to standard error. */
    public void message(String message) {
        err.println("parlance: " + message);
    }
}
