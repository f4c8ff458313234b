package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The whole way: the model is made, an engine measured in a second JVM, the results put together. */
class BenchIT {

    @Test
    void anEngineIsMeasuredWithAModelMadeForIt(@TempDir Path home) throws Exception {
        Path picture = home.resolve("bench.svg");
        ProcessRun run = ProcessRun.of(ProcessRun.program(
                List.of("--add-modules=jdk.incubator.vector", "-Duser.home=" + home), "bench", "--synthetic",
                "llama-15m:Q8_0", "--engine", "java", "--threads", "1", "--repetitions", "2", "--context-length",
                "200", "--tests", "tg64,tg8x2,tg64@d2048,pp128,cold-pp128", "--svg", picture.toString(), "--json"), "");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> tests = new ArrayList<>();
        for (JsonNode result : JsonMapper.shared().readTree(run.out())) {
            tests.add(result.get("test").asString());
            assertThat(result.get("engine").asString()).isEqualTo("java");
            assertThat(result.get("format").asString()).isEqualTo("Q8_0");
            assertThat(result.get("threads").asInt()).isEqualTo(1);
            assertThat(result.get("tokensPerSecond").asDouble()).isPositive();
            assertThat(result.get("deviation").asDouble()).isNotNegative();
        }
        // The cold one comes first, and the context is too short for one.
        assertThat(tests).containsExactly("cold-pp128", "tg64", "tg8x2", "pp128");
        assertThat(picture).content().startsWith("<svg").contains("cold-pp128  java Q8_0", "tokens/s")
                .endsWith("</svg>\n");
    }

    @Test
    void whatTestsThereAreIsSaid() {
        CommandLineRun run = CommandLineRun.of("bench", "--tests", "pp128,pp", "--synthetic", "llama-15m:Q8_0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--tests pp:", "tg64@d2048").hasLineCount(1);
    }

    @Test
    void whatTheShapesAndFormatsAreIsSaid() {
        CommandLineRun run = CommandLineRun.of("bench", "--synthetic", "llama-9z:Q8_0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("llama-9z:Q8_0", "llama-1b", "BF16, Q8_0").hasLineCount(1);
    }
}
