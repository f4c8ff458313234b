package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class GgufTensorTest {
    private static GgufTensor tensor(TensorType type, Long... dimensions) {
        return new GgufTensor("a", type, List.of(dimensions), Path.of("model.gguf"), 64);
    }

    @Test
    void columnsComeFirstAndTheRestAreRows() {
        GgufTensor tensor = tensor(TensorType.Q8_0, 64L, 3L, 5L);
        assertThat(tensor.columns()).isEqualTo(64);
        assertThat(tensor.rows()).isEqualTo(15);
        assertThat(tensor.elements()).isEqualTo(960);
        assertThat(tensor.byteSize()).isEqualTo(15 * 2 * 34);
        assertThat(tensor.dimension(2)).isEqualTo(5);
        assertThat(tensor.dimension(3)).isEqualTo(1);
    }

    @Test
    void vectorIsOneRow() {
        assertThat(tensor(TensorType.F32, 7L).rows()).isEqualTo(1);
    }

    @Test
    void sizesBeyondAnIntAreExact() {
        GgufTensor tensor = tensor(TensorType.BF16, 1L << 20, 1L << 20);
        assertThat(tensor.byteSize()).isEqualTo(1L << 41);
    }

    @Test
    void dimensionsThatBreakARuleAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> tensor(TensorType.Q4_0, 33L))
                .withMessage("tensor 'a': rows of 33 elements, expected a multiple of Q4_0's block length 32");
        assertThatIllegalArgumentException().isThrownBy(() -> tensor(TensorType.F32))
                .withMessage("tensor 'a': 0 dimensions, expected 1 to 4");
    }

    @Test
    void laterChangesOfTheListDoNotReachIt() {
        List<Long> dimensions = new ArrayList<>(List.of(1L, 2L));
        GgufTensor tensor = new GgufTensor("a", TensorType.F32, dimensions, Path.of("model.gguf"), 0);
        dimensions.set(0, 5L);
        assertThat(tensor.columns()).isEqualTo(1);
    }
}
