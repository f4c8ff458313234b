package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TokenizeCommandTest {
    @TempDir
    Path folder;

    private CommandLineRun tokenize(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "tokenize";
        all[1] = "--model";
        all[2] = Models.knowing("a", folder).toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandLineRun.of(all);
    }

    @Test
    void idsAreSeparatedByBlanks() {
        assertThat(tokenize("--ids", "ab")).isEqualTo(new CommandLineRun(0, "256 97 98\n", ""));
    }

    @Test
    void noSpecialAddsNoBeginning() {
        assertThat(tokenize("--ids", "--no-special", "ab").out()).isEqualTo("97 98\n");
        assertThat(tokenize("--ids", "--no-special", "").out()).isEqualTo("\n");
    }

    @Test
    void withoutIdsEachTokenHasALineWithItsPiece() {
        assertThat(tokenize("a\nb").out()).isEqualTo("""
                256  <s>
                 97  a
                 10  \\n
                 98  b
                """);
    }

    @Test
    void aTokenizerJsonWillDo() throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), """
                {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}""");

        assertThat(CommandLineRun.of("tokenize", "--model", file.toString(), "--ids", "aab"))
                .isEqualTo(new CommandLineRun(0, "0 2\n", ""));
    }

    @Test
    void jsonIsAnArrayOfObjectsOrOfIds() {
        assertThat(tokenize("--json", "a").out()).isEqualTo(
                "[{\"id\":256,\"piece\":\"<s>\",\"text\":\"<s>\"},{\"id\":97,\"piece\":\"a\",\"text\":\"a\"}]\n");
        assertThat(tokenize("--json", "--ids", "a").out()).isEqualTo("[256,97]\n");
    }
}
