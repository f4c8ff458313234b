package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class SystemLibrariesTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"lib%s.so", "lib%s.so.0", "lib%s.so.0.4.2", "lib%s.0.5.0.dylib", "%s.dll"})
    void aFolderWithAllThreeLibrariesIsFound(String pattern) throws IOException {
        Path folder = install("lib", pattern);
        List<String> refused = new ArrayList<>();

        assertThat(SystemLibraries.find(List.of(temporary.resolve("none"), temporary, folder), refused))
                .contains(folder);
        assertThat(refused).isEmpty();
    }

    @Test
    void aFolderThatLacksOneIsPassedOver() throws IOException {
        Path folder = install("lib", "lib%s.so");
        Files.delete(folder.resolve("libggml-base.so"));

        assertThat(SystemLibraries.find(List.of(folder), new ArrayList<>())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.6512", "0.6.0", "0.3.9", "1.4.0", "10.5.0", "0.50.0"})
    void anotherVersionIsRefusedWithItsNumber(String version) throws IOException {
        Path old = install("old", "lib%s.so." + version);
        Path right = install("right", "lib%s.so.0.5.0");
        List<String> refused = new ArrayList<>();

        assertThat(SystemLibraries.find(List.of(old, right), refused)).contains(right);
        assertThat(refused).singleElement().asString().contains(old.toString(),
                version.substring(0, version.lastIndexOf('.')));
    }

    @Test
    void theVersionIsThatOfTheFileThatLinksEndAt() throws IOException {
        Path folder = install("lib", "lib%s.so.0.0.6512");
        for (String name : List.of("llama", "ggml", "ggml-base")) {
            Files.createSymbolicLink(folder.resolve("lib" + name + ".so"),
                    folder.resolve("lib" + name + ".so.0.0.6512"));
        }
        List<String> refused = new ArrayList<>();

        assertThat(SystemLibraries.find(List.of(folder), refused)).isEmpty();
        assertThat(refused).hasSize(1);
    }

    @Test
    void theWorkingDirectoryIsNeverLookedInto() {
        String javaPath = String.join(File.pathSeparator, ".", "", "lib", temporary.toString());

        assertThat(SystemLibraries.folders(Platform.of("Windows 11", "amd64", false), javaPath))
                .containsExactly(temporary);
        assertThat(SystemLibraries.folders(Platform.of("Linux", "amd64", false), javaPath)).startsWith(temporary)
                .allMatch(Path::isAbsolute);
    }

    private Path install(String folder, String pattern) throws IOException {
        Path installed = Files.createDirectory(temporary.resolve(folder));
        for (String name : List.of("llama", "ggml", "ggml-base")) {
            Files.createFile(installed.resolve(pattern.formatted(name)));
        }
        return installed;
    }
}
