package dev.parlance.cli.chat;

import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** Messages from a person at a terminal, with editing over several lines and a history that lasts. */
final class TerminalLines implements Lines {
    /** Reads and sets the terminal through {@code stty}: no native code, so that Java has nothing to warn about. */
    private static final String PROVIDER = "exec";

    private final Terminal terminal;
    private final LineReader reader;

    /**
     * Takes over the terminal.
     *
     * @throws IOException if there is none that can be used
     */
    TerminalLines(Collection<String> commands) throws IOException {
        terminal = TerminalBuilder.builder().name("parlance").system(true).provider(PROVIDER).dumb(false)
                .encoding(StandardCharsets.UTF_8).nativeSignals(true).build();
        onInterrupt(null);
        DefaultParser parser = new DefaultParser();
        parser.setQuoteChars(new char[0]);
        parser.setEscapeChars(new char[]{'\\'});
        parser.setEofOnEscapedNewLine(true);
        LineReaderBuilder builder = LineReaderBuilder.builder().terminal(terminal).appName("parlance").parser(parser)
                .completer(new StringsCompleter(commands))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ")
                .variable(LineReader.BELL_STYLE, "none")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true);
        historyFile().ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        reader = builder.build();
        reader.getWidgets().put("new-line", () -> {
            reader.getBuffer().write('\n');
            return true;
        });
        Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN)).bind(new Reference("new-line"),
                KeyMap.alt('\r'), KeyMap.alt('\n'));
    }

    /** Returns where the history is kept, if the folder can be made. */
    private static Optional<Path> historyFile() {
        try {
            String state = System.getenv().getOrDefault("XDG_STATE_HOME", "");
            Path folder = state.isEmpty()
                    ? Path.of(System.getProperty("user.home", ""), ".local", "state")
                    : Path.of(state);
            if (!folder.isAbsolute()) {
                return Optional.empty();
            }
            return Optional.of(Files.createDirectories(folder.resolve("parlance")).resolve("chat-history"));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public @Nullable String next() {
        while (true) {
            try {
                return reader.readLine("> ").replace("\\\n", "\n");
            } catch (UserInterruptException e) {
                terminal.writer().println("(Ctrl-D or /exit ends the conversation)");
                terminal.flush();
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public final void onInterrupt(@Nullable Runnable action) {
        terminal.handle(Terminal.Signal.INT,
                action == null ? Terminal.SignalHandler.SIG_IGN : signal -> action.run());
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
