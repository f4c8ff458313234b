package dev.parlance.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.FormatMix;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

class RandomModelTest {
    static final List<RandomArchitecture> ALL = RandomArchitectures.all();

    @TempDir
    private Path folder;

    private RandomModel small(RandomArchitecture architecture, long seed) {
        return new RandomModel(architecture, ModelSizes.SPELLING, Q8_0.INSTANCE, seed);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theSameSeedMakesTheSameFileAndAnotherSeedAnother(RandomArchitecture architecture) throws IOException {
        byte[] first = Files.readAllBytes(small(architecture, 1).write(folder.resolve("first.gguf")));
        assertThat(Files.readAllBytes(small(architecture, 1).write(folder.resolve("again.gguf")))).isEqualTo(first);
        assertThat(Files.readAllBytes(small(architecture, 2).write(folder.resolve("other.gguf")))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void everyVariantIsAFileOfItsArchitecture(RandomArchitecture architecture) {
        architecture.variants().forEach((name, variant) -> {
            GgufFile file = GgufFile.read(variant.apply(small(architecture, 1)).write(folder.resolve("model.gguf")));
            assertThat(file.metadata().string("general.architecture")).as(name).isEqualTo(architecture.name());
            assertThat(file.tensors()).as(name).isNotEmpty();
        });
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aMixedModelHasEveryFormat(RandomArchitecture architecture) {
        GgufFile file = GgufFile.read(RandomModel.mixed(architecture, ModelSizes.BLOCKS_OF_256.withLayers(5),
                WeightFormats.all(), 1).write(folder.resolve("mixed.gguf")));
        assertThat(file.tensors().stream().map(GgufTensor::type).collect(Collectors.toSet()))
                .isEqualTo(WeightFormats.all().stream().map(format -> format.type()).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aMixGivesTheOutputMoreBitsThanMostMatrices(RandomArchitecture architecture) {
        GgufFile file = GgufFile.read(new RandomModel(architecture, ModelSizes.BLOCKS_OF_256, F32.INSTANCE, 1)
                .mixed(FormatMix.Q4_K_M).write(folder.resolve("mixed.gguf")));
        String output = file.tensor("output.weight").isPresent() ? "output.weight" : "token_embd.weight";
        assertThat(file.tensor(output).orElseThrow().type()).isEqualTo(TensorType.Q6_K);
        assertThat(file.tensors().stream().map(GgufTensor::type)).contains(TensorType.Q4_K);
    }

    @Test
    void aTensorGetsAnotherFormatOrAnotherValueAndCanBeTakenAway() {
        RandomModel model = small(RandomArchitectures.LLAMA, 1).format("output.weight", F16.INSTANCE)
                .tensor("output_norm.weight", F32.INSTANCE, new float[]{1, 2}, 2).without("token_embd.weight");
        GgufFile file = GgufFile.read(model.write(folder.resolve("model.gguf")));
        assertThat(file.tensor("output.weight").orElseThrow().type()).isEqualTo(TensorType.F16);
        assertThat(file.tensor("output_norm.weight").orElseThrow().dimensions()).containsExactly(2L);
        assertThat(file.tensor("token_embd.weight")).isEmpty();
        assertThatThrownBy(() -> model.without("nothing")).hasMessageContaining("'nothing'");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 67, 300, 331, 2000})
    void aSentencePieceVocabularyOfAnySizeHasEachTokenOnce(int size) {
        assertDistinct(RandomVocabulary.SENTENCE_PIECE, size);
    }

    @ParameterizedTest
    @ValueSource(ints = {258, 259, 331, 2000})
    void aBytePairVocabularyOfAnySizeHasEachTokenOnce(int size) {
        assertDistinct(RandomVocabulary.BYTE_PAIR, size);
    }

    private void assertDistinct(RandomVocabulary vocabulary, int size) {
        RandomModel model = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL.withVocabulary(size),
                F32.INSTANCE, 1);
        vocabulary.addTo(model);
        List<String> tokens = GgufFile.read(model.write(folder.resolve("model.gguf"))).metadata()
                .strings("tokenizer.ggml.tokens");
        assertThat(tokens).hasSize(size);
        assertThat(new HashSet<>(tokens)).hasSize(size);
    }

    @Test
    void aBytePairVocabularyWithoutRoomForAllBytesIsRefused() {
        RandomModel model = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F32.INSTANCE, 1);
        assertThatThrownBy(() -> RandomVocabulary.BYTE_PAIR.addTo(model)).hasMessageContaining("258");
    }
}
