package dev.parlance.cli.spi;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The options that give a text: as an argument, from a file or on standard input. The latter two are UTF-8. */
public final class PromptOptions {
    private static final String REMEDY = "give it as an argument, with --file FILE or on standard input";

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The text, in quotes. Without it and --file: standard input.")
    private @Nullable String argument;

    @Option(names = "--file", paramLabel = "FILE", description = "Take the text from a file.")
    private @Nullable Path file;

    /** Makes the group with its defaults, to be a command's {@code @Mixin}. */
    public PromptOptions() {}

    /**
     * Returns the text as a prompt: of a file or standard input without the line end that closes it, which editors and
     * {@code echo} add.
     *
     * @throws UsageException if there is no text or more than one, or standard input is empty
     * @throws IOException if it can not be read or is not UTF-8
     */
    public String prompt(Stdio stdio) throws IOException {
        checkOneSource(stdio);
        if (argument != null) {
            return argument;
        }
        byte[] bytes = read(stdio);
        if (bytes.length == 0 && file == null) {
            throw new UsageException("the prompt on standard input is empty; " + REMEDY);
        }
        OptionalInt malformed = Utf8.firstMalformed(bytes);
        if (malformed.isPresent()) {
            throw new FileSystemException(source(), null, "not UTF-8 at byte offset " + malformed.getAsInt()
                    + "; convert it, for example with iconv");
        }
        return withoutLastLineEnd(Utf8.decode(bytes));
    }

    /**
     * Returns the text with every byte of it. What is not UTF-8 becomes U+FFFD, with a warning.
     *
     * @throws UsageException if there is no text or more than one
     * @throws IOException if it can not be read
     */
    public String exactText(Stdio stdio) throws IOException {
        checkOneSource(stdio);
        if (argument != null) {
            return argument;
        }
        byte[] bytes = read(stdio);
        Utf8.firstMalformed(bytes).ifPresent(offset -> stdio.message("warning: " + source()
                + ": not UTF-8 at byte offset " + offset + "; U+FFFD is taken instead, there and wherever it is not"));
        return Utf8.decode(bytes);
    }

    private void checkOneSource(Stdio stdio) {
        if (argument != null && file != null) {
            throw new UsageException("the text is given twice, as an argument and with --file; give it once");
        }
        if (argument == null && file == null && stdio.isTerminal(Stdio.Stream.INPUT)) {
            throw new UsageException("no text; " + REMEDY);
        }
    }

    private byte[] read(Stdio stdio) throws IOException {
        try {
            return file == null ? stdio.in().readAllBytes() : Files.readAllBytes(file);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new FileSystemException(source(), null, e.getMessage());
        }
    }

    private String source() {
        return file == null ? "standard input" : file.toString();
    }

    private static String withoutLastLineEnd(String text) {
        int end = text.length();
        if (text.endsWith("\n")) {
            end -= text.endsWith("\r\n") ? 2 : 1;
        }
        return text.substring(0, end);
    }
}
