package dev.parlance.integration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sampler that was built outside the reactor, as somebody builds it who copied the example. Its jar is all it takes. */
final class PluginIT {
    private static final Path PLUGIN = Path.of("target/plugins/sampler-plugin/target/word-list-sampler-1.jar");
    private static final Path MODEL = Path
            .of("../model-stories/src/main/resources/dev/parlance/model/stories/stories-q8_0.gguf");
    private static final String COMMAND_LINE = Path.of("../cli/target/app") + File.separator + "*";
    private static final String SPEC = "word-list=pebble|quartz";

    private static ChildJvm.Result runApplication(String pathFlag, List<String> main, String path) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(pathFlag, path));
        arguments.addAll(main);
        arguments.addAll(List.of(MODEL.toString(), SPEC));
        return ChildJvm.run(arguments);
    }

    private static ChildJvm.Result runCommandLine(String classPath, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-cp", classPath, "dev.parlance.cli.Main"));
        all.addAll(List.of(arguments));
        return ChildJvm.run(all);
    }

    @Test
    void worksOnTheClassPathOfAnApplication() throws Exception {
        String path = EmbeddingIT.classPath(EmbeddingIT.Engine.JAVA::keeps) + File.pathSeparator + PLUGIN;
        ChildJvm.Result result = runApplication("-cp", List.of("app.App"), path);
        assertThat(result.output().lines().toList().getLast().strip()).as(result.toString()).isIn("pebble", "quartz");
    }

    @Test
    void worksOnTheModulePathOfAnApplication() throws Exception {
        String path = EmbeddingIT.classPath(EmbeddingIT.Engine.JAVA::keeps) + File.pathSeparator + PLUGIN;
        ChildJvm.Result result = runApplication("-p", List.of("-m", "app/app.App"), path);
        assertThat(result.output().lines().toList().getLast().strip()).as(result.toString()).isIn("pebble", "quartz");
    }

    @Test
    void isListedByTheCommandLineWithItsDocumentation() throws Exception {
        ChildJvm.Result result = runCommandLine(COMMAND_LINE + File.pathSeparator + PLUGIN, "samplers");
        assertThat(result.output()).contains("keeps the answer inside a word list",
                "what may be answered; texts separated by '|', none empty");
        assertThat(result.status()).isZero();
    }

    @Test
    void worksInTheCommandLine() throws Exception {
        ChildJvm.Result result = runCommandLine(COMMAND_LINE + File.pathSeparator + PLUGIN, "run", "--sampler", SPEC,
                "--engine", "java", "Lily found a");
        assertThat(result.output().strip()).as(result.toString()).isIn("pebble", "quartz");
        assertThat(result.status()).isZero();
    }

    @Test
    void withoutItsJarTheErrorShowsWhatThereIs() throws Exception {
        ChildJvm.Result result = runCommandLine(COMMAND_LINE, "run", "--sampler", SPEC, "Lily found a");
        assertThat(result.errors()).contains("no sampler 'word-list'; there are: adaptive-p, banned-strings, ");
        assertThat(result.status()).isEqualTo(2);
    }
}
