package dev.parlance.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.model.stories.StoriesModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a small application that was built outside the reactor from installed artifacts, in the ways in which users run
 * theirs. Each run is a JVM of its own.
 */
final class EmbeddingIT {
    private static final Path APP = Path.of("target/it/app/target");
    private static final Path SECOND_ENGINE = Path.of("target/it/second-engine/target/second-engine-1.jar");
    private static final Path MODEL = StoriesModel.file();
    private static final String STORY = golden();
    private static final List<String> VECTOR_FLAG = List.of("--add-modules", "jdk.incubator.vector");
    private static final List<String> NATIVE_FLAG = List.of("--enable-native-access=ALL-UNNAMED");

    /** An application's only engine, the jar of the other one being removed. */
    enum Engine {
        JAVA("parlance-engine-native", 50, "start the JVM with --add-modules jdk.incubator.vector"),
        NATIVE("parlance-engine-java", 100, "--enable-native-access");

        final String removed;
        final int priority;
        /** What the JVM or the engine says without flags. */
        final String warning;

        Engine(String removed, int priority, String warning) {
            this.removed = removed;
            this.priority = priority;
            this.warning = warning;
        }

        boolean keeps(String jar) {
            return !jar.contains(removed);
        }

        String warning() {
            return warning;
        }

        String line() {
            return "engine " + label() + ": supports the file with priority " + priority + "\n";
        }

        String told() {
            return "chosen: " + label() + "\n" + STORY + "\n";
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Skips a test if the engine can not work here, for lack of llama.cpp. */
        void need() throws IOException {
            try (Stream<Path> lib = Files.list(APP.resolve("lib"))) {
                Path natives = lib.filter(jar -> jar.toString().contains("parlance-natives")).findFirst().orElse(null);
                boolean packed = natives != null && contains(natives, "files.txt");
                Assumptions.assumeTrue(this == JAVA || packed, "needs llama.cpp, which the build could not fetch");
            }
        }

        private static boolean contains(Path jar, String name) throws IOException {
            try (JarFile file = new JarFile(jar.toFile())) {
                return file.stream().anyMatch(entry -> entry.getName().endsWith("/" + name));
            }
        }
    }

    /** Returns what the bundled model goes on with after what the application asks. */
    private static String golden() {
        try {
            return Files.readString(Path.of("../model-stories/golden/once-upon-a-time.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsOnTheClassPathWithOnlyOneEngine(Engine engine) throws Exception {
        engine.need();
        ChildJvm.Result result = runOnClassPath(List.of(), engine::keeps);
        assertThat(result.output()).isEqualTo(engine.line() + engine.told());
        assertThat(result.errors()).contains(engine.warning());
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void runsOnTheModulePathWithOnlyOneEngine(Engine engine) throws Exception {
        engine.need();
        ChildJvm.Result result = ChildJvm.run(onModulePath(List.of(), engine::keeps));
        assertThat(result.output()).isEqualTo(engine.line() + engine.told());
        assertThat(result.errors()).contains(engine.warning());
    }

    @Test
    void theVectorFlagSilencesTheJavaEngine() throws Exception {
        for (ChildJvm.Result result : List.of(runOnClassPath(VECTOR_FLAG, Engine.JAVA::keeps),
                ChildJvm.run(onModulePath(VECTOR_FLAG, Engine.JAVA::keeps)))) {
            assertThat(result.output()).endsWith(Engine.JAVA.told());
            assertThat(result.errors()).doesNotContain(Engine.JAVA.warning);
        }
    }

    @Test
    void withBothEnginesTheNativeOneIsTaken() throws Exception {
        Engine.NATIVE.need();
        for (ChildJvm.Result result : List.of(runOnClassPath(NATIVE_FLAG, jar -> true),
                ChildJvm.run(
                        onModulePath(List.of("--enable-native-access=dev.parlance.engine.llamacpp"), jar -> true)))) {
            assertThat(result.output()).isEqualTo(Engine.NATIVE.line() + Engine.JAVA.line() + Engine.NATIVE.told());
            assertThat(result.errors()).doesNotContain("restricted");
        }
    }

    @Test
    void withoutTheNativesTheJavaEngineTakesOver() throws Exception {
        ChildJvm.Result result = runOnClassPath(List.of(), jar -> !jar.contains("parlance-natives"));
        assertThat(result.output()).contains("engine native: no llama.cpp was found for", "parlance-natives")
                .endsWith(Engine.JAVA.told());
    }

    @Test
    void runsFromAShadedJarWithAndWithoutFlags() throws Exception {
        String jar = APP.resolve("app-1-shaded.jar").toString();
        for (List<String> flags : List.of(List.<String>of(), VECTOR_FLAG, NATIVE_FLAG)) {
            List<String> arguments = new ArrayList<>(flags);
            arguments.addAll(List.of("-jar", jar, MODEL.toString()));
            assertThat(ChildJvm.run(arguments).output()).contains(Engine.JAVA.line()).endsWith(STORY + "\n");
        }
    }

    @Test
    void withoutAnEngineTheErrorNamesTheArtifactsToAdd() throws Exception {
        ChildJvm.Result result = runOnClassPath(List.of(), jar -> !jar.contains("parlance-engine-"));
        assertThat(result.output()).startsWith("failed: no engine can load").contains(
                "dev.parlance:parlance-engine-java", "dev.parlance:parlance-engine-native", "class path");
    }

    @Test
    void withTwoEnginesItIsSaidWhichIsChosenAndWhy() throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-cp", classPath(Engine.JAVA::keeps) + File.pathSeparator + SECOND_ENGINE, "app.App",
                MODEL.toString()));
        assertThat(ChildJvm.run(arguments).output()).startsWith("""
                engine java: supports the file with priority 50
                engine second: supports the file with priority 1
                chosen: java
                """);
    }

    private static ChildJvm.Result runOnClassPath(List<String> flags, Predicate<String> jars) throws Exception {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(List.of("-cp", classPath(jars), "app.App", MODEL.toString()));
        return ChildJvm.run(arguments);
    }

    private static List<String> onModulePath(List<String> flags, Predicate<String> jars) throws IOException {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(List.of("-p", classPath(jars), "-m", "app/app.App", MODEL.toString()));
        return arguments;
    }

    static String classPath(Predicate<String> jars) throws IOException {
        try (Stream<Path> lib = Files.list(APP.resolve("lib"))) {
            return Stream.concat(Stream.of(APP.resolve("app-1.jar")), lib.sorted()).map(Path::toString).filter(jars)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
