package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.model.stories.StoriesModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bundled model and real vocabularies through the whole program. */
class RealModelIT {
    private static final List<String> FLAGS = List.of("--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED");

    /** Returns a file, or skips the test if it is not there. */
    private static Path shared(String name) {
        Path path = Path.of(System.getProperty("parlance.shared", "../shared"), name);
        Assumptions.assumeTrue(Files.exists(path), () -> "needs " + path + "; set -Dparlance.shared");
        return path;
    }

    /** Returns what the bundled model goes on with after "Once upon a time" for 32 tokens. */
    private static String golden() throws IOException {
        return Files.readString(Path.of("../model-stories/golden/once-upon-a-time.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "java"})
    void withoutAModelTheBundledOneTellsItsStoryExactly(String engine) throws Exception {
        ProcessRun run = ProcessRun.of(ProcessRun.program(FLAGS, "run", "--engine", engine, "--max-tokens", "32",
                "Once upon a time"), "");
        Assumptions.assumeFalse(run.err().contains("no llama.cpp was found"), run.err());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(golden());
    }

    @Test
    void withoutAModelTheBundledOneTalks() throws Exception {
        ProcessRun run = ProcessRun.of(ProcessRun.program(FLAGS, "chat", "--max-tokens", "60"),
                "Tell me a story.\nThank you!\n/stats\n");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(run.out()).hasSizeGreaterThan(80);
        assertThat(run.err()).contains("known already", "context: ").doesNotContain("jline");
    }

    @Test
    void devicesAreListedForBothEngines() throws Exception {
        ProcessRun run = ProcessRun.of(ProcessRun.program(FLAGS, "info", "--devices"), "");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("engine java\n  CPU  ", "-bit vector kernels", " GiB free")
                .containsPattern(
                        "engine native\n  (CPU .*, llama\\.cpp 0\\.[45]\\..*, variant [a-z0-9]+ |does not work)");
    }

    @Test
    void theStoryNeedsNoFlag(@TempDir Path folder) throws Exception {
        Path prompt = Files.writeString(folder.resolve("prompt.txt"), "Once upon a time\n");
        ProcessRun run = ProcessRun
                .of(ProcessRun.program("run", "--model", StoriesModel.file().toString(), "--engine", "java",
                        "--max-tokens", "32", "--file", prompt.toString()), "");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(golden());
    }

    @Test
    void predictShowsWhatTheStoryGoesOnWith() throws Exception {
        String model = StoriesModel.file().toString();
        ProcessRun run = ProcessRun.of(ProcessRun.program(FLAGS, "predict", "--model", model, "--top", "3"),
                "Once upon a time");
        assertThat(run.out().lines().toList()).hasSize(4);
        assertThat(run.out().lines().skip(1).findFirst().orElseThrow())
                .matches(" +1 +[0-9]+  \" there\" +[01]\\.[0-9]{6}");
    }

    @Test
    void infoNamesTheEngineAndTheMemory() throws Exception {
        ProcessRun run = ProcessRun.of(ProcessRun.program("info", "--model", StoriesModel.file().toString()), "");
        assertThat(run.out()).contains("Parlance Stories", "2,057,664", "java", "native", "chosen", "memory needed")
                .containsPattern("token_embd\\.weight +Q8_0 +192 x 2260");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "phi-3", "llama-bpe", "gpt-2"})
    void tokenizeNeedsOnlyAVocabulary(String name, @TempDir Path folder) throws Exception {
        Path vocabulary = shared("vocab/ggml-vocab-" + name + ".gguf");
        String texts = Files.readString(Path.of(vocabulary + ".inp"));
        List<String> expected = Files.readAllLines(Path.of(vocabulary + ".out"));
        String[] text = texts.split("\n__ggml_vocab_test__\n", -1);
        for (int i : new int[]{0, text.length / 2, text.length - 2}) {
            Path file = Files.writeString(folder.resolve("text.txt"), text[i]);
            CommandLineRun run = CommandLineRun.of("tokenize", "--ids", "--no-special", "--model",
                    vocabulary.toString(),
                    "--file", file.toString());
            assertThat(run).as(text[i]).isEqualTo(new CommandLineRun(0, expected.get(i).strip() + "\n", ""));
        }
    }
}
