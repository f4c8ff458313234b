package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.cli.spi.GenerationOptions;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The options that say how a token is chosen. */
class SamplingTest {
    @TempDir
    Path folder;

    private static Sampler sampler(String... arguments) {
        GenerationOptions options = new GenerationOptions();
        new CommandLine(options).parseArgs(arguments);
        return options.sampler();
    }

    @Test
    void withoutOptionsItIsGreedy() {
        assertThat(sampler()).isSameAs(Sampler.greedy());
        assertThat(sampler("--seed", "1")).isSameAs(Sampler.greedy());
    }

    @Test
    void topKComesBeforeTemperature() {
        assertThat(sampler("--temperature", "0.5", "--top-k", "3"))
                .isEqualTo(Samplers.chain(Samplers.topK(3), Samplers.temperature(0.5f)));
        assertThat(sampler("--top-k", "3")).isEqualTo(Samplers.topK(3));
        assertThat(sampler("--temperature", "0.5")).isEqualTo(Samplers.temperature(0.5f));
    }

    @Test
    void aSpecIsTakenAsItIs() {
        assertThat(sampler("--sampler", "temperature=0.5,top-k=3"))
                .isEqualTo(Samplers.chain(Samplers.temperature(0.5f), Samplers.topK(3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--sampler greedy --temperature 1 | --sampler says all about the choice, and --temperature contradicts it",
            "--sampler greedy --top-k 1       | --sampler says all about the choice, and --top-k contradicts it",
            "--sampler nonsense               | no sampler 'nonsense'; there are: adaptive-p, ",
            "--sampler top-p=2                | top-p: p: 2.0, expected a number above 0, at most 1",
            "--top-k 0                        | --top-k: 0, expected at least 1",
            "--temperature -1                 | temperature: -1.0, expected ",
            "--temperature NaN                | temperature: NaN, expected ",
            "--temperature warm               | 'warm' is not a float",
            "--seed x                         | 'x' is not a long"})
    void whatMakesNoSenseIsAWrongCall(String options, String message) {
        String[] arguments = ("run --model m x " + options).split(" ");
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("parlance: ").contains(message).hasLineCount(1);
    }

    @Test
    void theSameSeedGivesTheSameTextAndOthersGiveOthers() {
        String model = Models.endless(0, folder).toString();
        Set<String> texts = new HashSet<>();
        for (int seed = 0; seed < 5; seed++) {
            String[] call = {"run", "--temperature", "5", "--seed", Integer.toString(seed), "--max-tokens", "10",
                    "--model",
                    model, "a"};
            CommandLineRun run = CommandLineRun.of(call);
            assertThat(CommandLineRun.of(call)).isEqualTo(run);
            texts.add(run.out());
        }
        assertThat(texts).hasSize(5);
    }
}
