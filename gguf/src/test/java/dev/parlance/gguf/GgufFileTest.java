package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class GgufFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void fileOfEitherVersionIsRead(int version) {
        Path path = GgufBytes.header(version, 2, 2)
                .key("general.architecture", GgufType.STRING).string("llama")
                .arrayKey("tokenizer.ggml.tokens", GgufType.STRING, 2).string("a").string("b")
                .tensor("token_embd.weight", TensorType.Q8_0.id(), 0, 32, 2)
                .tensor("output_norm.weight", TensorType.F32.id(), 96, 32)
                .data(96 + 128)
                .save(folder);
        GgufFile file = GgufFile.read(path);
        assertThat(file.version()).isEqualTo(version);
        assertThat(file.file()).isEqualTo(path);
        assertThat(file.files()).containsExactly(path);
        assertThat(file.metadata().keys()).containsExactly("general.architecture", "tokenizer.ggml.tokens");
        assertThat(file.metadata().strings("tokenizer.ggml.tokens")).containsExactly("a", "b");
        assertThat(file.tensors()).extracting(GgufTensor::name)
                .containsExactly("token_embd.weight", "output_norm.weight");
        assertThat(file.tensor("output_norm.weight")).contains(file.tensors().getLast());
        assertThat(file.tensor("output.weight")).isEmpty();
        assertThat(file.weightBytes()).isEqualTo(68 + 128);
        assertThat(file).hasToString(path + " (2 metadata keys, 2 tensors)");
    }
}
