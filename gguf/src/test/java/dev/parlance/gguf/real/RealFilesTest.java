package dev.parlance.gguf.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufMetadata;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.SharedFiles;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RealFilesTest {
    @ParameterizedTest
    @CsvSource({"bert-bge, bert, 30522", "deepseek-llm, gpt2, 102400", "gpt-2, gpt2, 50257",
            "llama-bpe, gpt2, 128256", "llama-spm, llama, 32000", "mpt, gpt2, 50432", "phi-3, llama, 32064",
            "qwen2, gpt2, 151936"})
    void vocabularyIsReadWhole(String name, String model, int size) {
        GgufFile file = GgufFile.read(SharedFiles.require("vocab/ggml-vocab-" + name + ".gguf"));
        GgufMetadata metadata = file.metadata();
        assertThat(file.tensors()).isEmpty();
        assertThat(metadata.string("tokenizer.ggml.model")).isEqualTo(model);
        assertThat(metadata.strings("tokenizer.ggml.tokens")).hasSize(size).doesNotContainNull();
        assertThat(metadata.integers("tokenizer.ggml.token_type")).hasSize(size);
        if (metadata.contains("tokenizer.ggml.scores")) {
            assertThat(metadata.reals("tokenizer.ggml.scores")).hasSize(size);
        }
        if (metadata.contains("tokenizer.ggml.merges")) {
            assertThat(metadata.strings("tokenizer.ggml.merges")).isNotEmpty().allMatch(merge -> merge.contains(" "));
        }
    }

    @Test
    void modelHasTheTensorsOfALlama() {
        GgufFile file = GgufFile.read(SharedFiles.require("models/tinystories-656k/tinystories-656k-q8_0.gguf"));
        assertThat(file.metadata().string("general.architecture")).isEqualTo("llama");
        assertThat(file.metadata().integer("llama.embedding_length")).isEqualTo(128);
        assertThat(file.metadata().real("llama.attention.layer_norm_rms_epsilon")).isEqualTo(1e-6f);
        assertThat(file.metadata().bool("tokenizer.ggml.add_bos_token")).isTrue();
        assertThat(file.tensors()).hasSize(20);
        GgufTensor embedding = file.tensor("token_embd.weight").orElseThrow();
        assertThat(embedding.type()).isEqualTo(TensorType.Q8_0);
        assertThat(embedding.dimensions()).containsExactly(128L, 2048L);
        assertThat(embedding.byteSize()).isEqualTo(2048 * 4 * 34);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/tinystories-656k/tinystories-656k-q8_0.gguf",
            "models/tinystories-656k/tinystories-656k-f16.gguf", "vocab/ggml-vocab-llama-bpe.gguf",
            "vocab/ggml-vocab-phi-3.gguf"})
    void fileOfAnotherWriterWrittenAgainIsTheSame(String name, @TempDir Path folder) throws IOException {
        Path original = SharedFiles.require(name);
        Path copy = folder.resolve("copy.gguf");
        GgufFile file = GgufFile.read(original);
        GgufWriter writer = new GgufWriter();
        file.metadata().keys().forEach(key -> writer.metadata(key, file.metadata().value(key)));
        try (GgufWeights weights = GgufWeights.load(file, 2, progress -> {})) {
            file.tensors().forEach(tensor -> writer.tensor(tensor.name(), tensor.type(),
                    TensorData.of(weights.data(tensor)),
                    tensor.dimensions().stream().mapToLong(size -> size).toArray()));
            writer.write(copy);
        }
        assertThat(Files.mismatch(copy, original)).isEqualTo(-1);
    }
}
