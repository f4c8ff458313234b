package dev.parlance.engine.llamacpp.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class ExportsTest {
    /** Every JDK has this library and these functions, whatever the system. */
    @Test
    void theJdksOwnLibraryExportsWhatItsDocumentationSays() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        Path library = Stream.of("lib/libjava.so", "lib/libjava.dylib", "bin/java.dll").map(home::resolve)
                .filter(Files::exists).findFirst().orElseThrow();

        assertThat(Exports.of(library)).contains("JNI_OnLoad", "Java_java_lang_Object_getClass")
                .as("imports are not exports").doesNotContain("malloc", "JVM_GC");
    }

    @Test
    void otherFilesAreRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("note.so"), "not a library");

        assertThatThrownBy(() -> Exports.of(file)).isInstanceOf(IOException.class).hasMessageContaining("note.so");
    }
}
