package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.Device;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.ModelLoadException;
import dev.parlance.spi.EngineOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

class OptionsTest {

    @Test
    void theDocumentedDefaultsAreWhatHolds() {
        Map<String, String> defaults = NativeOptions.ALL.stream()
                .filter(option -> !option.name().equals("llamacpp.library-path"))
                .collect(Collectors.toMap(EngineOption::name, EngineOption::defaultValue));
        assertThat(NativeOptions.of(Needed.settings(false, defaults)))
                .isEqualTo(NativeOptions.of(Needed.settings(false, Map.of())));
    }

    @ParameterizedTest
    @CsvSource({"batch-size,0", "batch-size,x", "batch-size,1000000", "micro-batch-size,4096", "micro-batch-size,-1",
            "gpu-layers,-1", "gpu-layers,many", "split-mode,column", "main-gpu,99", "flash-attention,maybe",
            "mmap,yes", "mlock,1"})
    void aValueOutOfRangeIsRefusedWithTheRange(String name, String value) {
        assertThatThrownBy(() -> NativeOptions.of(Needed.settings(false, Map.of("llamacpp." + name, value))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("llamacpp." + name)
                .hasMessageContaining("'" + value + "'").hasMessageContaining("expected");
    }

    @Test
    void reproducibleExcludesFlashAttention() {
        assertThatThrownBy(
                () -> NativeOptions.of(Needed.settings(true, Map.of("llamacpp.flash-attention", "on"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("reproducible");
    }

    @Test
    void aFolderWithoutLibrariesIsExplained(@TempDir Path empty) {
        Path file = Needed.bundled();
        assertThatThrownBy(() -> Needed.load(file).option("llamacpp.library-path", empty.toString()).load())
                .isInstanceOf(ModelLoadException.class).hasMessageContaining(empty.toString());
        assertThatThrownBy(
                () -> Needed.load(file).option("llamacpp.library-path", empty.resolve("none").toString()).load())
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("expected a folder");
    }

    @Test
    void aSecondFolderOrVariantIsRefusedAndTheFirstNamed() {
        Path file = Needed.bundled();
        LlamaLibrary loaded = library();
        assertThatThrownBy(() -> Needed.load(file).option("llamacpp.cpu-variant", "nonsense").load())
                .isInstanceOf(ModelLoadException.class).hasMessageContaining(loaded.cpuVariant());
        Needed.load(file).option("llamacpp.cpu-variant", loaded.cpuVariant()).load().close();
    }

    @Test
    void aMissingDeviceIsRefusedWithTheArtifactThatBringsIt() {
        Path file = Needed.bundled();
        Assumptions.assumeTrue(library().devices().stream().noneMatch(ComputeDevice::gpu),
                "needs a machine without a GPU");
        assertThatThrownBy(() -> Needed.load(file).device(Device.CUDA).load()).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("parlance-natives").hasMessageContaining("-cuda");
    }

    @Test
    void moreThreadsOrSessionsThanLlamaCppTakesAreRefused() {
        Path file = Needed.bundled();
        assertThatThrownBy(() -> Needed.load(file).threads(1000).load()).hasStackTraceContaining("512");
        assertThatThrownBy(() -> Needed.load(file).maxSessions(1000).load()).hasStackTraceContaining("256");
        Needed.load(file).maxSessions(256).load().close();
    }

    @Test
    void aContextThatDoesNotFitTheMachineIsRefused() {
        Path file = Needed.bundled();
        assertThatThrownBy(() -> Needed.load(file).contextLength(2_000_000_000).load())
                .isInstanceOf(ModelLoadException.class).hasStackTraceContaining("MiB");
    }

    @ParameterizedTest
    @CsvSource({"mmap,true", "mlock,true", "flash-attention,on", "batch-size,32"})
    void everySettingGivesTheSameStory(String name, String value) {
        String expected;
        try (LanguageModel model = Needed.load(Needed.bundled()).load()) {
            expected = text(model);
        }
        try (LanguageModel model = Needed.load(Needed.bundled()).option("llamacpp." + name, value).load()) {
            assertThat(text(model)).isEqualTo(expected);
        }
    }

    private static LlamaLibrary library() {
        return LlamaLibrary.load(Needed.natives().folder(), LlamaLibrary.BEST);
    }

    private static String text(LanguageModel model) {
        return model.generate(GenerationRequest.builder("Once upon a time").maxTokens(32).build()).text();
    }
}
