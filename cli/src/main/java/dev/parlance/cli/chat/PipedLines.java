package dev.parlance.cli.chat;

import dev.parlance.cli.spi.Stdio;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Messages from a pipe or a file, in UTF-8. */
final class PipedLines implements Lines {
    private final BufferedReader in;

    PipedLines(Stdio stdio) {
        this.in = new BufferedReader(new InputStreamReader(stdio.in(), StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String next() throws IOException {
        StringBuilder message = new StringBuilder();
        String line = in.readLine();
        if (line == null) {
            return null;
        }
        while (line != null && line.endsWith("\\")) {
            message.append(line, 0, line.length() - 1).append('\n');
            line = in.readLine();
        }
        return line == null ? message.toString() : message.append(line).toString();
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public void onInterrupt(@Nullable Runnable action) {
        // Ctrl-C ends the program, as it does all others in a pipe.
    }

    @Override
    public void close() {
        // Standard input is not ours.
    }
}
