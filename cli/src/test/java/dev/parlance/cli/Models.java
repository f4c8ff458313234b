package dev.parlance.cli;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes model files for {@link SuccessorEngine}. */
final class Models {
    static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

    private Models() {}

    /** Writes a model that knows a text and then ends. */
    static Path knowing(String text, Path folder) {
        return write(start(text), folder);
    }

    /**
     * Writes a model that says the alphabet over and over.
     *
     * @param delay the milliseconds that each pass takes, and each of the five steps of a load
     */
    static Path endless(int delay, Path folder) {
        return write(start(ALPHABET).metadata("successor.endless", GgufValue.bool(true)).metadata("successor.delay",
                GgufValue.uint32(delay)), folder);
    }

    /** Writes a model that says the alphabet after the last letter of a message, and whose template refuses the word no. */
    static Path talking(Path folder) {
        return write(start(ALPHABET).metadata("tokenizer.chat_template", GgufValue.string("{% if 'no' in"
                + " messages[-1].content %}{{ raise_exception('I do not talk about no') }}{% endif %}"
                + "{{ messages[-1].content }}")), folder);
    }

    /** Writes a model that says the alphabet over and over after the last letter of a message. */
    static Path talkingForEver(int delay, Path folder) {
        return write(start(ALPHABET).metadata("successor.endless", GgufValue.bool(true))
                .metadata("successor.delay", GgufValue.uint32(delay))
                .metadata("tokenizer.chat_template", GgufValue.string("{{ messages[-1].content }}")), folder);
    }

    private static GgufWriter start(String text) {
        return new GgufWriter().metadata("general.architecture", GgufValue.string(SuccessorEngine.ARCHITECTURE))
                .metadata("general.name", GgufValue.string("Successor\u001B[31m"))
                .metadata("tokenizer.ggml.model", GgufValue.string("bytes"))
                .metadata("successor.text", GgufValue.string(text))
                .metadata("successor.numbers", GgufValue.int32s(new int[1000]));
    }

    private static Path write(GgufWriter writer, Path folder) {
        Path file = folder.resolve("model.gguf");
        try {
            writer.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
