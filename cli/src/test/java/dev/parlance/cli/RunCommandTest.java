package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.cli.spi.Stdio.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

class RunCommandTest {
    @TempDir
    Path folder;

    private String alphabet() {
        return Models.knowing(Models.ALPHABET, folder).toString();
    }

    @Test
    void pipedOutputIsTheContinuationAndNothingElse() {
        CommandLineRun run = CommandLineRun.of("run", "--model", alphabet(), "w");
        assertThat(run).isEqualTo(new CommandLineRun(0, "xyz", ""));
    }

    @Test
    void onATerminalTheLineIsEnded() {
        CommandLineRun run = CommandLineRun.of(EnumSet.of(Stream.INPUT, Stream.OUTPUT), new byte[0], "run", "--model",
                alphabet(), "w");
        assertThat(run.out()).isEqualTo("xyz\n");
    }

    @Test
    void tokensAreWrittenOneByOne() {
        StringBuilder writes = new StringBuilder();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("expected whole pieces");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.append('[').append(new String(bytes, offset, length, StandardCharsets.UTF_8)).append(']');
            }
        };
        CommandLineRun.run(Set.of(), new byte[0], out, new ByteArrayOutputStream(), "run", "--model", alphabet(), "w");
        assertThat(writes).hasToString("[x][y][z]");
    }

    @Test
    void charactersThatSpanTokensAreUtf8AndWhole() {
        String model = Models.knowing("añ€\uD83D\uDE00", folder).toString();
        assertThat(CommandLineRun.of("run", "--model", model, "a").out()).isEqualTo("ñ€\uD83D\uDE00");
    }

    @Test
    void malformedBytesBecomeReplacementCharacters() {
        String model = Models.knowing("añ", folder).toString();
        CommandLineRun run = CommandLineRun.of("run", "--json", "--max-tokens", "1", "--model", model, "a");
        assertThat(run.out()).contains("\"text\":\"\uFFFD\"", "\"tokens\":[195]");
    }

    @Test
    void maxTokensLimitsTheOutput() {
        assertThat(CommandLineRun.of("run", "--max-tokens", "2", "--model", alphabet(), "a").out()).isEqualTo("bc");
        assertThat(CommandLineRun.of("run", "--max-tokens", "0", "--model", alphabet(), "a").out()).isEmpty();
    }

    @Test
    void jsonHasTextTokensReasonSeedAndUsage() {
        CommandLineRun run = CommandLineRun.of("run", "--json", "--seed", "7", "--model", alphabet(), "w");
        assertThat(run.out()).matches("\\{\"text\":\"xyz\",\"tokens\":\\[120,121,122],\"finishReason\":\"end_token\","
                + "\"seed\":7,\"usage\":\\{\"promptTokens\":2,\"completionTokens\":3,"
                + "\"promptSeconds\":[0-9.E-]+,\"generationSeconds\":[0-9.E-]+}}\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void statisticsGoToStandardError() {
        CommandLineRun run = CommandLineRun.of("run", "--stats", "--seed", "7", "--model", alphabet(), "w");
        assertThat(run.out()).isEqualTo("xyz");
        assertThat(run.err()).contains("prompt 2 tokens", "generated 3 tokens", "tokens/s", "end_token", "seed 7");
    }

    @Test
    void aSeedDrawnIsPrintedSoThatItCanBeUsedAgain() {
        CommandLineRun run = CommandLineRun.of("run", "--stats", "--model", alphabet(), "w");
        assertThat(run.err()).containsPattern("seed [0-9]{1,10}\n");
    }

    @Test
    void aFullContextIsSaid() {
        CommandLineRun run = CommandLineRun.of("run", "--context-length", "4", "--model", alphabet(), "a");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("bcd");
        assertThat(run.err())
                .isEqualTo("parlance: stopped because the context is full; --context-length makes it longer\n");
    }

    @Test
    void aPromptThatDoesNotFitIsAFailureWithBothFigures() {
        CommandLineRun run = CommandLineRun.of("run", "--context-length", "4", "--model", alphabet(), "abcdef");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("parlance: the prompt is too long: 7 tokens, and the context holds 4; shorten it or"
                        + " raise --context-length\n");
    }

    @Test
    void progressIsShownOnATerminalInOneLineAndErased() {
        CommandLineRun run = CommandLineRun.of(EnumSet.allOf(Stream.class), new byte[0], "run", "--model",
                Models.endless(150, folder).toString(), "--max-tokens", "1", "a");
        assertThat(run.out()).isEqualTo("b\n");
        assertThat(run.err()).matches("(\rloading model\\.gguf: +[0-9]+ % *)+\r +\r")
                .contains("\rloading model.gguf:  50 %");
    }

    @Test
    void progressIsShownOnATerminalOnly() {
        CommandLineRun run = CommandLineRun.of("run", "--model", Models.endless(150, folder).toString(), "--max-tokens",
                "1",
                "a");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void anInterruptEndsALoad() throws Exception {
        String model = Models.endless(1000, folder).toString();
        CommandLineRun[] run = new CommandLineRun[1];
        Thread command = new Thread(() -> run[0] = CommandLineRun.of("run", "--model", model, "a"));
        command.start();
        command.interrupt();
        command.join();
        assertThat(run[0]).isEqualTo(new CommandLineRun(130, "", ""));
    }

    @Test
    void anInterruptKeepsWhatWasGenerated() throws Exception {
        String model = Models.endless(5, folder).toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int[] exitCode = new int[1];
        Thread command = new Thread(() -> exitCode[0] = CommandLineRun.run(Set.of(Stream.INPUT), new byte[0], out, err,
                "run", "--max-tokens", "1000", "--model", model, "z"));
        command.start();
        while (out.size() < 3) {
            Thread.sleep(5);
        }
        command.interrupt();
        command.join();
        assertThat(exitCode[0]).isEqualTo(130);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("abc");
        assertThat(err.size()).isZero();
    }

    @Test
    void nobodyReadingEndsItQuietly() {
        OutputStream closed = failing("Broken pipe");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = CommandLineRun.run(Set.of(Stream.INPUT), new byte[0], closed, err, "run", "--model", alphabet(),
                "a");
        assertThat(exitCode).isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void aFullDiskIsAFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = CommandLineRun.run(Set.of(Stream.INPUT), new byte[0], failing("No space left on device"), err,
                "run",
                "--model", alphabet(), "a");
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("parlance: standard output: No space left on device\n");
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
