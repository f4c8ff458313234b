package dev.parlance.engine.llamacpp;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_params;
import dev.parlance.spi.EngineSettings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** llama.cpp's own tokenizer, to compare with; in this package because the engine shows it to nobody else. */
public final class LlamaTokenizer {
    private final MemorySegment vocabulary;

    /**
     * Loads a vocabulary.
     *
     * @throws IllegalStateException if there is no llama.cpp, or it can not load the file
     */
    public LlamaTokenizer(Path file) {
        EngineSettings settings = new EngineSettings(1, OptionalInt.empty(), 1, Device.AUTO, CachePrecision.F16, false,
                Map.of());
        Natives natives = Natives.find(NativeOptions.of(settings).libraryPath(), Device.AUTO);
        if (natives instanceof Natives.Missing(String reason)) {
            throw new IllegalStateException(reason);
        }
        LlamaLibrary.load(natives.folder(), LlamaLibrary.BEST);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = llama_h.llama_model_default_params(arena);
            llama_model_params.vocab_only(params, true);
            MemorySegment model = llama_h.llama_model_load_from_file(
                    arena.allocateFrom(file.toAbsolutePath().toString()),
                    params);
            if (model.address() == 0) {
                throw new IllegalStateException("llama.cpp can not load " + file);
            }
            vocabulary = llama_h.llama_model_get_vocab(model);
        }
    }

    /** Encodes a text, from a string to an array as ours does. */
    public int[] encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(utf8.length + 1L);
            MemorySegment.copy(utf8, 0, bytes, ValueLayout.JAVA_BYTE, 0, utf8.length);
            int room = utf8.length + 8;
            MemorySegment ids = arena.allocate(ValueLayout.JAVA_INT, room);
            int count = llama_h.llama_tokenize(vocabulary, bytes, utf8.length, ids, room, false, false);
            return ids.asSlice(0, 4L * count).toArray(ValueLayout.JAVA_INT);
        }
    }
}
