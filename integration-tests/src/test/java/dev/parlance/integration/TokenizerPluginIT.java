package dev.parlance.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tokenizer that was built outside the reactor. Its jar is all it takes. */
final class TokenizerPluginIT {
    private static final Path PLUGIN = Path.of("target/plugins/tokenizer-plugin/target/characters-tokenizer-1.jar");
    private static final String COMMAND_LINE = Path.of("../cli/target/app") + File.separator + "*";

    @TempDir
    Path folder;

    @Test
    void withTheJarTheFileIsTokenized() throws Exception {
        ChildJvm.Result result = tokenize(COMMAND_LINE + File.pathSeparator + PLUGIN);
        assertThat(result.output()).as(result.toString())
                .isEqualTo("com.example.characters.Characters [257, 99, 257]\n");
    }

    @Test
    void withoutItTheErrorListsTheKinds() throws Exception {
        ChildJvm.Result result = tokenize(COMMAND_LINE);
        assertThat(result.errors()).contains("no tokenizer for the vocabulary 'characters'", "WordPiece",
                "is for 'bert', the file has 'characters'");
    }

    private ChildJvm.Result tokenize(String classPath) throws Exception {
        return ChildJvm.run(
                List.of("-cp", classPath, "src/test/resources/Tokenize.java", vocabulary().toString(), "aba"));
    }

    private Path vocabulary() throws IOException {
        List<String> pieces = new ArrayList<>(List.of("<s>"));
        List<Integer> types = new ArrayList<>(List.of(3));
        for (int b = 0; b < 256; b++) {
            pieces.add("<0x%02X>".formatted(b));
            types.add(6);
        }
        pieces.add("a");
        types.add(1);
        Path file = folder.resolve("characters.gguf");
        new GgufWriter().metadata("general.architecture", GgufValue.string("llama"))
                .metadata("tokenizer.ggml.model", GgufValue.string("characters"))
                .metadata("tokenizer.ggml.tokens", GgufValue.strings(pieces))
                .metadata("tokenizer.ggml.token_type",
                        GgufValue.int32s(types.stream().mapToInt(Integer::intValue).toArray()))
                .metadata("tokenizer.ggml.bos_token_id", GgufValue.uint32(0)).write(file);
        return file;
    }
}
