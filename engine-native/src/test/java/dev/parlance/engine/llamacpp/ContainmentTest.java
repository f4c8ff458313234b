package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Each of these ends a process that does nothing about it. */
class ContainmentTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void load() {
        Needed.load(Needed.bundled()).load().close();
    }

    @Test
    void aFailedAssertionIsAnException() {
        assertThatThrownBy(() -> Containment.run("find a device", () -> llama_h.ggml_backend_dev_get(9_999)))
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("llama.cpp can not find a device")
                .hasMessageContaining("GGML_ASSERT");
    }

    /** The vocabulary has no token for a control character, nor one for its byte; llama.cpp looks it up all the same. */
    @Test
    void anExceptionOfCPlusPlusIsAnException() {
        Path file = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F32.INSTANCE, 1)
                .write(folder.resolve("model.gguf"));
        ModelWeights weights = ModelWeights.load(file,
                NativeOptions.of(Needed.settings(false, java.util.Map.of())),
                java.util.List.of(), false, 1, progress -> {});
        assertThatThrownBy(() -> Containment.run("tokenize", () -> tokenize(weights.handle(), "\u007f")))
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("C++ exception");
    }

    private static int tokenize(MemorySegment model, String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(text);
            return llama_h.llama_tokenize(llama_h.llama_model_get_vocab(model), bytes, (int) bytes.byteSize() - 1,
                    arena.allocate(ValueLayout.JAVA_INT, 16), 16, true, false);
        }
    }

    @Test
    void whatTheTaskReturnsOrThrowsIsHandedOn() {
        assertThat(Containment.run("add", () -> 1 + 1)).isEqualTo(2);
        assertThatThrownBy(() -> Containment.run("add", () -> Math.addExact(Integer.MAX_VALUE, 1)))
                .isInstanceOf(ArithmeticException.class);
    }
}
