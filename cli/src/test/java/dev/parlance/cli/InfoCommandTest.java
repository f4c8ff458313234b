package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class InfoCommandTest {
    @TempDir
    Path folder;

    @Test
    void itShowsMetadataTensorsMemoryAndEngines() {
        CommandLineRun run = CommandLineRun.of("info", "--model", Models.knowing("abc", folder).toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("successor.text", "abc", "tensors: 0", "successor  chosen", "weights",
                "3.0 MiB");
    }

    @Test
    void longArraysAreAbbreviated() {
        CommandLineRun run = CommandLineRun.of("info", "--model", Models.knowing("abc", folder).toString());
        assertThat(run.out()).contains("arr[i32,1000]").hasSizeLessThan(2000);
        run = CommandLineRun.of("info", "--json", "--model", Models.knowing("abc", folder).toString());
        assertThat(run.out())
                .contains(
                        "\"successor.numbers\":{\"type\":\"arr[i32,1000]\",\"length\":1000,\"first\":[0,0,0,0,0,0,0,0]}");
    }

    @Test
    void nothingInAFileReachesTheTerminalAsAnEscapeSequence() {
        CommandLineRun run = CommandLineRun.of("info", "--model", Models.knowing("abc", folder).toString());
        assertThat(run.out()).contains("Successor\\u001B[31m").doesNotContain("\u001B");
    }

    @Test
    void jsonIsAnObject() {
        Path model = Models.knowing("abc", folder);
        CommandLineRun run = CommandLineRun.of("info", "--json", "--model", model.toString());
        assertThat(run.out()).startsWith("{\"files\":[\"" + model + "\"],\"version\":3,\"engine\":\"successor\",")
                .contains("\"memory\":{\"weightBytes\":3145728,", "\"tensors\":[]").endsWith("}\n").hasLineCount(1);
    }

    @Test
    void anEngineThatWasNotAskedForSaysSo() {
        CommandLineRun run = CommandLineRun.of("info", "--engine", "other", "--model",
                Models.knowing("abc", folder).toString());
        assertThat(run.out()).contains("successor  declines  not asked");
    }

    @Test
    void aFileThatIsNoModelIsAFailureInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("no.gguf"), "this is no model");
        CommandLineRun run = CommandLineRun.of("info", "--model", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("parlance: ").contains("no.gguf").hasLineCount(1);
    }

    @Test
    void devicesNeedNoModel() {
        CommandLineRun run = CommandLineRun.of("info", "--devices", "--engine", "successor");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("engine successor\n");
        assertThat(CommandLineRun.of("info", "--devices", "--engine", "none").out())
                .isEqualTo("no such engine on the class path\n");
        assertThat(CommandLineRun.of("info", "--devices", "--json", "--engine", "successor").out())
                .isEqualTo("[{\"engine\":\"successor\",\"devices\":[],\"problem\":\"\"}]\n");
    }

    @Test
    void whatIsSupportedNeedsNoModel() {
        CommandLineRun run = CommandLineRun.of("info", "--supported", "--engine", "successor");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsSubsequence("format  successor\n", "F32     yes\n", "architecture  successor\n",
                "successor     yes\n");
        assertThat(CommandLineRun.of("info", "--supported", "--engine", "none").out())
                .isEqualTo("no such engine on the class path\n");
        assertThat(CommandLineRun.of("info", "--supported", "--json", "--engine", "successor").out())
                .isEqualTo("[{\"engine\":\"successor\",\"architectures\":[\"successor\"],\"formats\":[\"F32\"]}]\n");
    }
}
