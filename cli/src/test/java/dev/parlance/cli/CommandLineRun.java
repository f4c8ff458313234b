package dev.parlance.cli;

import dev.parlance.cli.spi.Stdio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The program called in this process, with streams of its own. */
record CommandLineRun(int exitCode, String out, String err) {

    static CommandLineRun of(String... arguments) {
        return of(Set.of(Stdio.Stream.INPUT), new byte[0], arguments);
    }

    static CommandLineRun withInput(String input, String... arguments) {
        return of(Set.of(), input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    static CommandLineRun of(Set<Stdio.Stream> terminals, byte[] input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = run(terminals, input, out, err, arguments);
        return new CommandLineRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static int run(Set<Stdio.Stream> terminals, byte[] input, OutputStream out, OutputStream err, String... arguments) {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Parlance(new Stdio(new ByteArrayInputStream(input), out, errors, terminals)).execute(arguments);
    }
}
