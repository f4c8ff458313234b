package dev.parlance.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.model.stories.StoriesModel;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs every example as its reader would, on the bundled model. */
final class ExamplesTest {

    private interface Main {
        void run(String[] args);
    }

    private static String outputOf(Main main) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.run(new String[]{StoriesModel.file().toString()});
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void helloPrintsAStoryToItsEnd() {
        assertThat(outputOf(Hello::main).strip()).hasSizeGreaterThan(200).contains(". ").endsWith(".");
    }

    @Test
    void chatTalksAndKnowsWhatItHasRead() {
        String output = outputOf(Chat::main);
        assertThat(output).hasSizeGreaterThan(100).containsPattern("read \\d+ tokens, knew [1-9]\\d+\n$");
    }

    @Test
    void streamSaysWhyItEnded() {
        String output = outputOf(Stream::main);
        assertThat(output).hasSizeGreaterThan(100)
                .containsPattern("\nended by (STOP_STRING|END_TOKEN|MAX_TOKENS) after \\d+ tokens\n$");
        assertThat(output.strip().lines()).hasSize(2); // a line end stops it
    }

    @Test
    void nextTokenPrintsFiveCandidatesTheBestFirst() {
        String output = outputOf(NextToken::main);
        assertThat(output.lines()).hasSize(5).allMatch(line -> line.matches(" *\\d+\\.\\d %  '.*'"));
        assertThat(output.lines().map(line -> Double.parseDouble(line.strip().split(" ", 2)[0])).toList())
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void swapEngineExplainsTheChoiceAndLetsTheEngineSpeak() {
        assertThat(outputOf(SwapEngine::main)).contains("java: supports the file with priority 50")
                .containsPattern("java says:.{20}");
    }

    @Test
    void customSamplerAvoidsItsLetter() {
        assertThat(outputOf(CustomSampler::main).strip()).hasSizeGreaterThan(20).doesNotContain("e");
    }
}
