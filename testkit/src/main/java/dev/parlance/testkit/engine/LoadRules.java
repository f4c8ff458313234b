package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.CachePrecision;
import dev.parlance.LanguageModel;
import dev.parlance.LoadProgress;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelInfo;
import dev.parlance.ModelLoadException;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufValue;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineOption;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;

/** What can be loaded is, what can not is refused with its reason, and a model says what it is. */
public interface LoadRules extends EngineUnderTest {
    private Path write(Path folder) {
        return LoadedModels.random(this, Setting.Weights.MIXED).write(folder.resolve("model.gguf"));
    }

    private EngineSettings plain() {
        return engineSettings(false, CachePrecision.F16, threadCounts().getFirst());
    }

    @Test
    default void theEngineIsFoundAsAService() {
        assertThat(ServiceLoader.load(EngineProvider.class)).extracting(EngineProvider::name)
                .contains(provider().name());
    }

    @Test
    default void aModelSaysWhatItIs(@TempDir Path folder) {
        Path file = write(folder);
        RandomModel random = LoadedModels.random(this, Setting.Weights.MIXED);
        ModelSizes sizes = random.sizes();
        assertThat(provider().probe(file, plain())).isInstanceOf(Support.Yes.class);
        try (EngineModel model = provider().load(file, plain(), progress -> {})) {
            ModelInfo info = model.info();
            assertThat(info.engine()).isEqualTo(provider().name());
            assertThat(info.architecture()).isEqualTo(random.architecture().name());
            assertThat(info.vocabularySize()).isEqualTo(sizes.vocabulary());
            assertThat(info.embeddingLength()).isEqualTo(sizes.width());
            assertThat(info.layerCount()).isEqualTo(sizes.layers());
            assertThat(info.contextLength()).isEqualTo(LoadedModels.CONTEXT);
            assertThat(info.trainedContextLength()).isEqualTo(LoadedModels.CONTEXT);
            assertThat(info.parameterCount())
                    .isEqualTo(GgufFile.read(file).tensors().stream().mapToLong(tensor -> tensor.elements()).sum());
            assertThat(model.metadata().strings("tokenizer.ggml.tokens")).hasSize(sizes.vocabulary());
            assertThat(model.preferredStepLength()).isPositive();
            assertThat(model.capabilities()).isEqualTo(capabilities());
        }
    }

    @Test
    default void everyOptionsDefaultIsAValueThatItTakes(@TempDir Path folder) {
        Path file = write(folder);
        for (EngineOption option : provider().options()) {
            assertThat(option.name()).startsWith(provider().optionNamespace() + ".");
            assertThat(option.description()).isNotBlank();
            builder(file).option(option.name(), options().getOrDefault(option.name(), option.defaultValue())).load()
                    .close();
        }
    }

    @Test
    default void anUnknownOptionIsRefusedWithTheKnownOnes(@TempDir Path folder) {
        LanguageModel.Builder builder = builder(write(folder))
                .option(provider().optionNamespace() + ".no-such-option", "1");
        assertThatThrownBy(builder::load).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-option")
                .hasMessageContainingAll(provider().options().stream().map(EngineOption::name).toArray(String[]::new));
    }

    @Test
    default void anUnknownArchitectureIsDeclinedByItsName(@TempDir Path folder) {
        RandomModel model = LoadedModels.random(this, Setting.Weights.F32).metadata("general.architecture",
                GgufValue.string("no-such-architecture"));
        Path file = model.write(folder.resolve("model.gguf"));
        assertThat(provider().probe(file, plain())).isInstanceOfSatisfying(Support.No.class,
                no -> assertThat(no.reason()).contains("no-such-architecture"));
        assertThatThrownBy(() -> builder(file).load()).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("no-such-architecture");
    }

    @Test
    default void aFileThatIsNoModelIsRefusedByItsName(@TempDir Path folder) throws IOException {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        for (byte[] content : List.of(new byte[0], noise)) {
            Path file = Files.write(folder.resolve("noise.gguf"), content);
            assertThatThrownBy(() -> builder(file).load()).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("noise.gguf");
        }
        assertThatThrownBy(() -> builder(folder.resolve("missing.gguf")).load())
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("missing.gguf");
    }

    @Test
    default void aFileThatWasCutShortIsRefusedWhereverTheCutIs(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(write(folder));
        for (int part = 1; part < 20; part++) {
            Path file = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length * part / 20));
            assertThatThrownBy(() -> builder(file).load()).isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("cut.gguf");
        }
    }

    @Test
    default void progressGrowsToTheWholeAndWhatItsListenerThrowsEndsTheLoad(@TempDir Path folder) {
        Path file = write(folder);
        List<LoadProgress> heard = new ArrayList<>();
        builder(file).onProgress(heard::add).load().close();
        assertThat(heard).extracting(LoadProgress::fraction).isNotEmpty().isSorted().endsWith(1d);
        assertThatThrownBy(() -> builder(file).onProgress(progress -> {
            throw new ArithmeticException("stop");
        }).load()).hasStackTraceContaining("stop");
        builder(file).load().close();
    }
}
