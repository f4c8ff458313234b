package dev.parlance.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.model.stories.StoriesModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs every example as its reader would, on a real model. */
final class ExamplesTest {
    private static final String GOLDEN_BEGINNING = ", a little girl named Lily lived in a small house. She loved to eat"
            + " yummy food. One day, she saw a small bird on the ground.";

    private interface Main {
        void run(String[] args);
    }

    private static String outputOf(Main main) {
        Path model = Path.of(System.getProperty("parlance.shared"),
                "models/tinystories-656k/tinystories-656k-q8_0.gguf");
        Assumptions.assumeTrue(Files.exists(model), () -> "there is no test model " + model);
        return outputOf(main, model);
    }

    private static String outputOf(Main main, Path model) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.run(new String[]{model.toString()});
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void helloPrintsTheStory() {
        assertThat(outputOf(Hello::main)).startsWith(GOLDEN_BEGINNING);
    }

    @Test
    void chatTalksAndKnowsWhatItHasRead() {
        String output = outputOf(Chat::main, StoriesModel.file());
        assertThat(output).hasSizeGreaterThan(100).containsPattern("read \\d+ tokens, knew [1-9]\\d+\n$");
    }

    @Test
    void streamEndsAtTheStopString() {
        assertThat(outputOf(Stream::main)).startsWith(GOLDEN_BEGINNING)
                .endsWith("could not eat it.\nended by STOP_STRING after 25 tokens\n");
    }

    @Test
    void nextTokenPrintsFiveCandidatesTheBestFirst() {
        assertThat(outputOf(NextToken::main).lines()).hasSize(5).first().asString().endsWith("%  ', a '");
    }

    @Test
    void swapEngineExplainsTheChoiceAndLetsTheEngineSpeak() {
        assertThat(outputOf(SwapEngine::main)).contains("java: supports the file with priority 50")
                .contains("java says:" + GOLDEN_BEGINNING);
    }

    @Test
    void customSamplerAvoidsItsLetter() {
        assertThat(outputOf(CustomSampler::main).strip()).hasSizeGreaterThan(20).doesNotContain("e");
    }
}
