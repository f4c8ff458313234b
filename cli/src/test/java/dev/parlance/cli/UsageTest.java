package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Help, wrong calls, and failures. */
class UsageTest {
    @Test
    void helpIsAResultAndGoesToStandardOutput() {
        CommandLineRun run = CommandLineRun.of("--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("Usage: parlance ").contains("run ", "predict ", "tokenize ", "info ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "predict", "tokenize", "info", "samplers", "fail"})
    void everyCommandHasHelpInBothForms(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: parlance " + command).contains("--debug");
        assertThat(CommandLineRun.of("help", command)).isEqualTo(run);
    }

    @Test
    void withoutACommandTheHelpIsAnError() {
        CommandLineRun run = CommandLineRun.of();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: parlance ");
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(CommandLineRun.of("--version").out()).matches("parlance [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "walk                    | there is no command 'walk'; see 'parlance --help'",
            "help walk               | Unknown subcommand 'walk'; see 'parlance --help'",
            "run --modle x y         | there is no option '--modle'; similar: --model; see 'parlance run --help'",
            "run --threads no x      | Invalid value for option '--threads': 'no' is not an int; see 'parlance run --help'",
            "run --model             | Missing required parameter for option '--model' (FILE); see 'parlance run --help'",
            "run --model m --threads 0 x | --threads: 0, expected at least 1; see 'parlance run --help'",
            "run --model m --context-length -1 x | --context-length: -1, expected at least 1; see 'parlance run --help'",
            "run --model m --max-tokens -1 x | --max-tokens: -1, expected at least 0; see 'parlance run --help'",
            "run --model m Once upon a | 'upon' is one argument too many; a text of several words goes in quotes; see"
                    + " 'parlance run --help'"})
    void aWrongCallIsOneLineAndHasExitCode2(String arguments, String message) {
        assertThat(CommandLineRun.of(arguments.split(" ")))
                .isEqualTo(new CommandLineRun(2, "", "parlance: " + message + "\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "lines        | engines found: one: no; two: no",
            "access       | secret.txt: may not be accessed; check its permissions",
            "io           | the disk is on fire",
            "unchecked-io | the disk is on fire",
            "memory       | out of memory: Java heap space; give the Java heap more with PARLANCE_JAVA_OPTS=-Xmx4g, or take"
                    + " a smaller model or context",
            "stack        | internal error: java.lang.StackOverflowError; --debug shows where, please report it",
            "null         | internal error: java.lang.NullPointerException; --debug shows where, please report it"})
    void aFailureIsOneLineAndHasExitCode1(String how, String message) {
        assertThat(CommandLineRun.of("fail", how)).isEqualTo(new CommandLineRun(1, "", "parlance: " + message + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--debug fail io", "fail --debug io"})
    void debugShowsTheStackTrace(String arguments) {
        CommandLineRun run = CommandLineRun.of(arguments.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("parlance: the disk is on fire\n")
                .contains("at dev.parlance.cli.FailCommand.run");
    }

    @Test
    void aModelFileThatIsMissingIsAFailure() {
        CommandLineRun run = CommandLineRun.of("run", "--model", "missing.gguf", "x");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("parlance: ").contains("missing.gguf").hasLineCount(1);
    }

    @Test
    void aCommandThatCanNotBeStartedHarmsNoOther(@TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("dev.parlance.cli.spi.Subcommand"), "no.such.Command\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader broken = new URLClassLoader(new URL[]{folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(broken);
            CommandLineRun run = CommandLineRun.of("fail", "not");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("did not fail\n");
            assertThat(run.err()).startsWith("parlance: warning: the command ? can not be used: ")
                    .contains("no.such.Command").hasLineCount(1);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
