package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelInfo;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;

class JavaEngineProviderTest {
    private static final JavaEngineProvider PROVIDER = new JavaEngineProvider();
    private static final RandomModel MODEL = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, Q8_0.INSTANCE,
            1)
            .format("output.weight", F16.INSTANCE).metadata("general.name", GgufValue.string("Small"));

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() {
        file = MODEL.write(folder.resolve("model.gguf"));
    }

    private static EngineSettings settings(Device device, OptionalInt contextLength, Map<String, String> options) {
        return new EngineSettings(2, contextLength, 1, device, CachePrecision.F16, false, options);
    }

    private static EngineSettings options(Map<String, String> options) {
        return settings(Device.AUTO, OptionalInt.empty(), options);
    }

    @Test
    void itIsFoundAsAService() {
        assertThat(ServiceLoader.load(EngineProvider.class)).hasAtLeastOneElementOfType(JavaEngineProvider.class);
        assertThat(PROVIDER.name()).isEqualTo("java");
        assertThat(PROVIDER.optionNamespace()).isEqualTo("java");
    }

    @Test
    void itCanLoadAModelOfItsFormats() {
        assertThat(PROVIDER.probe(file, Engines.SETTINGS)).isEqualTo(Support.yes(50));
    }

    @ParameterizedTest
    @EnumSource
    void itComputesOnTheCpuOnly(Device device) {
        Support support = PROVIDER.probe(file, settings(device, OptionalInt.empty(), Map.of()));
        if (device == Device.AUTO || device == Device.CPU) {
            assertThat(support).isInstanceOf(Support.Yes.class);
        } else {
            assertThat(support).isInstanceOfSatisfying(Support.No.class,
                    no -> assertThat(no.reason()).contains("CPU").contains(device.name()));
        }
    }

    @Test
    void anUnsupportedVariantOfAnArchitectureIsNoMalformedFile() {
        RandomModel unequal = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F16.INSTANCE, 1)
                .metadata("llama.attention.head_count_kv", GgufValue.int32s(4, 2));
        assertThat(PROVIDER.probe(unequal.write(file), Engines.SETTINGS)).isInstanceOfSatisfying(Support.No.class,
                no -> assertThat(no.reason()).contains("head_count_kv", "[4, 2]", "the same in all layers"));
    }

    @Test
    @Timeout(60)
    void aProbeAndAnEstimateReadNoWeights() throws IOException {
        // A tensor of 2^40 bytes in a file that is mostly a hole: nobody could read it.
        RandomModel model = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F16.INSTANCE, 1)
                .tensor("z", F32.INSTANCE, new float[8], 1, 8);
        model.write(file);
        try (RandomAccessFile contents = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int dimensions = text.lastIndexOf("z\2\0\0\0\1\0\0\0") + 5;
            contents.seek(dimensions);
            contents.writeLong(Long.reverseBytes(1L << 38));
            contents.writeLong(Long.reverseBytes(1L));
            contents.setLength(bytes.length + (1L << 40));
        } catch (IOException e) {
            Assumptions.abort("the file system has no files of 1 TiB: " + e);
        }
        assertThat(PROVIDER.probe(file, Engines.SETTINGS)).isInstanceOf(Support.Yes.class);
        assertThat(PROVIDER.estimate(file, Engines.SETTINGS).orElseThrow().weightBytes()).isGreaterThan(1L << 40);
    }

    @Test
    void theEstimateIsThatOfTheFileAndTheCache() {
        MemoryEstimate estimate = PROVIDER.estimate(file, settings(Device.AUTO, OptionalInt.of(100), Map.of()))
                .orElseThrow();
        assertThat(estimate.weightBytes()).isEqualTo(GgufFile.read(file).weightBytes());
        // Keys and values in F16 of 2 heads of 24, in 2 layers.
        assertThat(estimate.cacheBytesPerSession()).isEqualTo(100 * 2 * 2 * 2 * 2 * 24);
        assertThat(estimate.scratchBytes()).isPositive();
    }

    @Test
    void aModelKnowsWhatItIs() {
        try (EngineModel model = Engines.load(file, Engines.SETTINGS)) {
            ModelInfo info = model.info();
            assertThat(info.name()).isEqualTo("Small");
            assertThat(info.architecture()).isEqualTo("llama");
            assertThat(info.engine()).isEqualTo("java");
            assertThat(info.device()).matches("CPU, \\d+-bit vector kernels");
            assertThat(info.weightFormat()).isEqualTo("Q8_0");
            assertThat(info.weightBytes()).isEqualTo(GgufFile.read(file).weightBytes());
            assertThat(info.vocabularySize()).isEqualTo(67);
            assertThat(info.embeddingLength()).isEqualTo(64);
            assertThat(info.layerCount()).isEqualTo(2);
            assertThat(info.contextLength()).isEqualTo(512);
            assertThat(info.trainedContextLength()).isEqualTo(512);
            assertThat(info.parameterCount()).isEqualTo(2 * 67 * 64 + 2
                    * (2 * 64 + 64 * 96 + 2 * 64 * 48 + 96 * 64 + 3 * 64 * 96) + 64);
            assertThat(model.capabilities()).containsExactly(Capability.HIDDEN_STATES);
            assertThat(model.metadata().string("general.name")).isEqualTo("Small");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, '', vector", "true, '', strict scalar", "false, auto, vector",
            "true, auto, strict scalar", "false, scalar, 'CPU, scalar'", "true, scalar, strict scalar"})
    void kernelsAreScalarIfAskedForAndStrictForReproducibleResults(boolean reproducible, String option,
            String expected) {
        EngineSettings settings = new EngineSettings(1, OptionalInt.empty(), 1, Device.CPU, CachePrecision.F16,
                reproducible, option.isEmpty() ? Map.of() : Map.of("java.kernels", option));
        try (EngineModel model = Engines.load(file, settings)) {
            assertThat(model.info().device()).contains(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"java.kernels, vector", "java.kernels, ''", "java.kernels, Scalar", "java.mmap, yes", "java.mmap, ''"})
    void aBadValueOfAnOptionIsNamedWithWhatIsExpected(String option, String value) {
        assertThatThrownBy(() -> Engines.load(file, options(Map.of(option, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + option + "' is '" + value + "'").hasMessageContaining("expected");
    }

    @Test
    void aMappedFileGivesTheSameLogits() {
        int[] tokens = MODEL.tokens(20);
        try (EngineModel read = Engines.load(file, options(Map.of("java.mmap", "false")));
                EngineModel mapped = Engines.load(file, options(Map.of("java.mmap", "true")))) {
            assertThat(Steps.logits(mapped, tokens)).isDeepEqualTo(Steps.logits(read, tokens));
        }
    }
}
