package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.fake.FakeEngine;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A runtime image that has only the module that every one has. */
class SmallRuntimeTest {

    /** Generates in such a runtime. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try (LoadedModel model = FakeModel.of(new FakeEngine().saying("Hi", " there"))) {
                System.out.print(ModuleLayer.boot().findModule("jdk.jfr").isPresent() + model.generate("Hi").text());
            }
        }
    }

    @Test
    void withoutFlightRecorderEverythingElseWorks() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules", "java.base", "-cp", System.getProperty("java.class.path"), Program.class.getName())
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).endsWith("false there");
        assertThat(process.exitValue()).isZero();
    }
}
