package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that has ended, and what it wrote. */
record ProcessRun(int exitCode, String out, String err) {

    /** Prepares a call of the program, with the class path that the launcher gives it and the models of the tests. */
    static ProcessBuilder program(String... arguments) {
        return program(List.of(), arguments);
    }

    /** Prepares a call of the program with flags of the virtual machine. */
    static ProcessBuilder program(List<String> flags, String... arguments) {
        Path app = Path.of(System.getProperty("parlance.app"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", app + "/*" + File.pathSeparator + app.resolveSibling("test-classes"),
                "dev.parlance.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Starts a process with an input and waits for it. */
    static ProcessRun of(ProcessBuilder builder, String input) throws Exception {
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading.
        }
        return of(process);
    }

    /** Waits for a process whose output nobody has read so far. */
    static ProcessRun of(Process process) throws Exception {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
            return new ProcessRun(process.exitValue(), out.get(), err.get());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Sends a process a signal, such as {@code INT}. */
    static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
