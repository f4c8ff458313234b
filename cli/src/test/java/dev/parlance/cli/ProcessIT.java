package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program as a process of its own: signals, pipes, exit codes, encodings. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class ProcessIT {
    @TempDir
    Path folder;

    @Test
    void anInterruptKeepsAndFlushesWhatWasGeneratedAndExitsWith130() throws Exception {
        Process process = interruptible("run", "--max-tokens", "1000000", "--model",
                Models.endless(5, folder).toString(), "z").start();
        assertThat(read(process, 5)).isEqualTo("abcde");
        ProcessRun.signal("INT", process);
        ProcessRun run = ProcessRun.of(process);
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).isEmpty();
        assertThat(Models.ALPHABET.repeat(100)).startsWith("abcde" + run.out());
    }

    @Test
    void anInterruptStillGivesWholeJson() throws Exception {
        Process process = interruptible("run", "--json", "--verbose", "--max-tokens", "1000000", "--model",
                Models.endless(5, folder).toString(), "z").start();
        awaitLine("loaded", process.errorReader());
        ProcessRun.signal("INT", process);
        String out = process.inputReader().readLine();
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(out).startsWith("{\"text\":\"").contains("\"finishReason\":\"cancelled\"").endsWith("}");
    }

    @Test
    void aReaderThatGoesAwayEndsItQuietly() throws Exception {
        Process process = ProcessRun
                .program("run", "--max-tokens", "1000000", "--model", Models.endless(0, folder).toString(),
                        "z")
                .start();
        assertThat(read(process, 5)).isEqualTo("abcde");
        process.getInputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(141);
        assertThat(err).isEmpty();
    }

    @Test
    void aFullDiskIsAFailure() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "this system has no /dev/full");
        ProcessBuilder builder = ProcessRun
                .program("run", "--model", Models.knowing(Models.ALPHABET, folder).toString(), "a")
                .redirectOutput(full);
        ProcessRun run = ProcessRun.of(builder, "");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("parlance: standard output: ").hasLineCount(1);
    }

    @Test
    void outputIsUtf8InEveryLocale() throws Exception {
        ProcessBuilder builder = ProcessRun.program("run", "--model",
                Models.knowing("a\u00F1\u20AC\uD83D\uDE00", folder).toString());
        builder.environment().put("LC_ALL", "C");
        assertThat(ProcessRun.of(builder, "a")).isEqualTo(new ProcessRun(0, "\u00F1\u20AC\uD83D\uDE00", ""));
    }

    @Test
    void exitCodesTellFailuresFromWrongCalls() throws Exception {
        assertThat(ProcessRun.of(ProcessRun.program("--version"), "").exitCode()).isZero();
        assertThat(ProcessRun.of(ProcessRun.program("info", "--model", "missing.gguf"), "").exitCode()).isEqualTo(1);
        assertThat(ProcessRun.of(ProcessRun.program("info", "--mdl", "missing.gguf"), "").exitCode()).isEqualTo(2);
    }

    @Test
    void verboseLogsToStandardErrorAndOnlyThere() throws Exception {
        ProcessRun run = ProcessRun.of(
                ProcessRun.program("run", "-v", "--model", Models.knowing("abc", folder).toString(), "a"),
                "");
        assertThat(run.out()).isEqualTo("bc");
        assertThat(run.err()).contains("INFO loading ");
    }

    private static String read(Process process, int bytes) throws IOException {
        return new String(process.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private static void awaitLine(String wanted, BufferedReader lines) throws IOException {
        String line;
        do {
            line = lines.readLine();
            assertThat(line).as("the output ended without a line that has '%s'", wanted).isNotNull();
        } while (!line.contains(wanted));
    }

    /** Prepares a call of the program that does not ignore SIGINT, even if this test does; skips the test where it would. */
    private static ProcessBuilder interruptible(String... arguments) throws Exception {
        ProcessBuilder builder = ProcessRun.program(arguments);
        if (!signalsReachChildren()) {
            List<String> listening = List.of("env", "--default-signal=INT"); // GNU coreutils 8.31 or later
            assumeTrue(succeeds(listening, "true"), "SIGINT is ignored by whatever started this test, and so by its"
                    + " children; this system has no env that could change that");
            builder.command().addAll(0, listening);
        }
        return builder;
    }

    private static boolean succeeds(List<String> prefix, String program) throws InterruptedException {
        try {
            return new ProcessBuilder(Stream.concat(prefix.stream(), Stream.of(program)).toList()).start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A process started in the background of a script ignores SIGINT, and so do its children; only Linux tells. */
    private static boolean signalsReachChildren() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return true;
        }
        String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
                .orElseThrow().substring("SigIgn:".length()).strip();
        return (Long.parseUnsignedLong(ignored, 16) & 1 << 1) == 0; // SIGINT is 2, the first bit is signal 1
    }
}
