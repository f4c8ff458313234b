package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.cli.spi.Stdio.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Where the text of {@code run}, {@code predict} and {@code tokenize} comes from. */
class PromptTest {
    @TempDir
    Path folder;

    private String model = "";

    @BeforeEach
    void writeModel() {
        model = Models.knowing(Models.ALPHABET, folder).toString();
    }

    private String file(byte... content) throws IOException {
        return Files.write(folder.resolve("prompt.txt"), content).toString();
    }

    @Test
    void itIsReadFromAFile() throws IOException {
        assertThat(CommandLineRun.of("run", "--model", model, "--file", file((byte) 'w')).out()).isEqualTo("xyz");
    }

    @Test
    void itIsReadFromStandardInput() {
        assertThat(CommandLineRun.withInput("w", "run", "--model", model).out()).isEqualTo("xyz");
    }

    @Test
    void theLineEndThatClosesAFileIsNotPartOfAPrompt() throws IOException {
        assertThat(CommandLineRun.withInput("w\n", "run", "--model", model).out()).isEqualTo("xyz");
        assertThat(CommandLineRun.withInput("w\r\n", "run", "--model", model).out()).isEqualTo("xyz");
        assertThat(CommandLineRun.of("run", "--model", model, "--file", file((byte) 'w', (byte) '\n')).out())
                .isEqualTo("xyz");
        // The last token is a line feed, after which the model says the end.
        assertThat(CommandLineRun.withInput("w\n\n", "run", "--model", model).out()).isEmpty();
        assertThat(CommandLineRun.of("run", "--model", model, "w\n").out()).isEmpty();
    }

    @Test
    void tokenizeTakesEveryByte() throws IOException {
        String path = file((byte) 0xEF, (byte) 0xBB, (byte) 0xBF, (byte) 'a', (byte) 0, (byte) '\r', (byte) '\n');
        CommandLineRun run = CommandLineRun.of("tokenize", "--ids", "--no-special", "--model", model, "--file", path);
        assertThat(run).isEqualTo(new CommandLineRun(0, "239 187 191 97 0 13 10\n", ""));
    }

    @Test
    void tokenizeReplacesWhatIsNotUtf8AndSaysSo() throws IOException {
        String path = file((byte) 'a', (byte) 0xFF, (byte) 'b');
        CommandLineRun run = CommandLineRun.of("tokenize", "--ids", "--no-special", "--model", model, "--file", path);
        assertThat(run.out()).isEqualTo("97 239 191 189 98\n");
        assertThat(run.err()).isEqualTo("parlance: warning: " + path
                + ": not UTF-8 at byte offset 1; U+FFFD is taken instead, there and wherever it is not\n");
    }

    @Test
    void aPromptThatIsNotUtf8IsRefusedWithTheOffset() throws IOException {
        byte[] bytes = new byte[20_000];
        bytes[19_999] = (byte) 0xC3; // the first byte of two
        String path = file(bytes);
        CommandLineRun run = CommandLineRun.of("run", "--model", model, "--file", path);
        assertThat(run).isEqualTo(new CommandLineRun(1, "",
                "parlance: " + path + ": not UTF-8 at byte offset 19999; convert it, for example with iconv\n"));
    }

    @Test
    void givenTwiceItIsAWrongCall() {
        CommandLineRun run = CommandLineRun.of("run", "--model", model, "--file", "prompt.txt", "w");
        assertThat(run).isEqualTo(new CommandLineRun(2, "",
                "parlance: the text is given twice, as an argument and with --file; give it once; see 'parlance run"
                        + " --help'\n"));
    }

    @Test
    void withoutOneOnATerminalTheRemedyIsTold() {
        CommandLineRun run = CommandLineRun.of("run", "--model", model);
        assertThat(run)
                .isEqualTo(new CommandLineRun(2, "", "parlance: no text; give it as an argument, with --file FILE or"
                        + " on standard input; see 'parlance run --help'\n"));
    }

    @Test
    void emptyStandardInputIsAWrongCallForAModelAndAnEmptyTextForTokenize() {
        CommandLineRun run = CommandLineRun.withInput("", "run", "--model", model);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("parlance: the prompt on standard input is empty; ");
        assertThat(CommandLineRun.withInput("", "tokenize", "--ids", "--model", model).out()).isEqualTo("256\n");
    }

    @Test
    void anArgumentMayBeEmpty() {
        assertThat(CommandLineRun.of("run", "--model", model, "").exitCode()).isZero();
    }

    @Test
    void anArgumentMayBeginWithADashAfterTwo() {
        assertThat(CommandLineRun.of("run", "--model", model, "--", "-w").out()).isEqualTo("xyz");
    }

    @Test
    void aFileThatIsMissingOrAFolderIsAFailureThatNamesIt() {
        String missing = folder.resolve("missing.txt").toString();
        CommandLineRun run = CommandLineRun.of("run", "--model", model, "--file", missing);
        assertThat(run).isEqualTo(new CommandLineRun(1, "", "parlance: " + missing + ": there is no such file\n"));
        run = CommandLineRun.of("run", "--model", model, "--file", folder.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("parlance: " + folder + ": ").hasLineCount(1);
    }

    @Property(tries = 100)
    void whateverIsInAFileIsWhatIsTokenized(@ForAll String text) throws IOException {
        Path temporary = Files.createTempDirectory("prompt");
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Path path = Files.write(temporary.resolve("prompt.txt"), bytes);
            CommandLineRun run = CommandLineRun.of(Set.of(Stream.INPUT), new byte[0], "tokenize", "--ids",
                    "--no-special",
                    "--model", Models.knowing("a", temporary).toString(), "--file", path.toString());
            StringBuilder ids = new StringBuilder();
            for (byte b : bytes) {
                ids.append(ids.isEmpty() ? "" : " ").append(b & 0xFF);
            }
            assertThat(run.out()).isEqualTo(ids + "\n");
        } finally {
            Files.deleteIfExists(temporary.resolve("prompt.txt"));
            Files.deleteIfExists(temporary.resolve("model.gguf"));
            Files.delete(temporary);
        }
    }
}
