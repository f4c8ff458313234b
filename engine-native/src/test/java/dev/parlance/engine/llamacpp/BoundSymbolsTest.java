package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.engine.llamacpp.binary.Exports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The bindings and the packed libraries fit, on every platform: also on those that no test runs on. */
class BoundSymbolsTest {
    private static final Path BINDINGS = Path.of(System.getProperty("basedir", "."), "src/generated/java");
    private static final Pattern BOUND = Pattern.compile("findOrThrow\\(\"(\\w+)\"\\)");

    /** Those that are loaded, so that their exports are seen; libraries of back ends are not. */
    private static final Pattern LOADED = Pattern
            .compile("(lib)?(llama|ggml|ggml-base)(\\.\\w+)?(\\.v[0-9.]+)?\\.(so|dylib|dll)");

    @ParameterizedTest
    @EnumSource
    void everyBoundFunctionIsExported(NativesArtifact artifact) throws IOException {
        Path folder = PackedNatives.folder(artifact);

        Set<String> exported = new TreeSet<>();
        for (PackedFiles.PackedFile file : PackedFiles.parse(Files.readAllBytes(folder.resolve("files.txt"))).files()) {
            if (LOADED.matcher(file.name()).matches()) {
                Set<String> exports = Exports.of(folder.resolve(file.name()));
                assertThat(exports).as("exports of %s", file.name()).isNotEmpty();
                exported.addAll(exports);
            }
        }

        assertThat(exported).containsAll(bound());
    }

    private static Set<String> bound() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(BINDINGS)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher matcher = BOUND.matcher(Files.readString(file));
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
        }
        assertThat(names).as("functions in %s", BINDINGS).contains("llama_decode", "ggml_backend_load");
        return names;
    }
}
