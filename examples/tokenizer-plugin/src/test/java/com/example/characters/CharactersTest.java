package com.example.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.testkit.TokenizerConformance;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rules of all tokenizers, and what is this one's own. */
class CharactersTest extends TokenizerConformance {
    private static final Tokenizer TOKENIZER = Tokenizer.of(metadata(List.of("a", "中", "😀", " "), 0));

    @Override
    protected List<Tokenizer> tokenizers() {
        return List.of(TOKENIZER);
    }

    /** Writes a vocabulary to a file and reads it, as an engine would. */
    private static ModelMetadata metadata(List<String> characters, int begin) {
        List<String> pieces = new ArrayList<>(List.of("<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(3, 3));
        for (int b = 0; b < 256; b++) {
            pieces.add("<0x%02X>".formatted(b));
            types.add(6);
        }
        for (String character : characters) {
            pieces.add(character);
            types.add(1);
        }
        try {
            Path file = Files.createTempFile("characters", ".gguf");
            try {
                new GgufWriter().metadata("general.architecture", GgufValue.string("llama"))
                        .metadata("tokenizer.ggml.model", GgufValue.string("characters"))
                        .metadata("tokenizer.ggml.tokens", GgufValue.strings(pieces))
                        .metadata("tokenizer.ggml.token_type",
                                GgufValue.int32s(types.stream().mapToInt(Integer::intValue).toArray()))
                        .metadata("tokenizer.ggml.bos_token_id", GgufValue.uint32(begin)).write(file);
                return GgufFile.read(file).metadata();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Example
    void aCharacterIsATokenAndOthersAreSpelledInBytes() {
        assertThat(TOKENIZER.encode("a中é")).containsExactly(258, 259, 2 + 0xC3, 2 + 0xA9);
        assertThat(TOKENIZER.count("a😀")).isEqualTo(2);
        assertThat(TOKENIZER.cut("a中é", 3, EncodeOptions.PLAIN)).isEqualTo("a中");
    }

    @Example
    void metadataThatMakeNoSenseAreRefused() {
        ModelMetadata metadata = metadata(List.of("a", "a"), 0);
        assertThatThrownBy(() -> Tokenizer.of(metadata)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'a' is there twice");
        ModelMetadata outside = metadata(List.of("a"), 999);
        assertThatThrownBy(() -> Tokenizer.of(outside)).isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("bos_token_id", "999", "0 to 258");
    }
}
