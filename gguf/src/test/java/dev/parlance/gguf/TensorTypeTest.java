package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;

class TensorTypeTest {
    /** The parts of each block as ggml-common.h lists them: scales, then quants. */
    @ParameterizedTest
    @CsvSource({"Q4_0, 2 + 16", "Q4_1, 2 + 2 + 16", "Q5_0, 2 + 4 + 16", "Q5_1, 2 + 2 + 4 + 16", "Q8_0, 2 + 32",
            "Q8_1, 2 + 2 + 32", "Q2_K, 16 + 64 + 2 + 2", "Q3_K, 32 + 64 + 12 + 2", "Q4_K, 2 + 2 + 12 + 128",
            "Q5_K, 2 + 2 + 12 + 32 + 128", "Q6_K, 128 + 64 + 16 + 2", "Q8_K, 4 + 256 + 32", "IQ2_XXS, 2 + 64",
            "IQ2_XS, 2 + 64 + 8", "IQ2_S, 2 + 64 + 8 + 8", "IQ3_XXS, 2 + 96", "IQ3_S, 2 + 64 + 8 + 32 + 4",
            "IQ1_S, 2 + 32 + 16", "IQ1_M, 32 + 16 + 8", "IQ4_NL, 2 + 16", "IQ4_XS, 2 + 2 + 4 + 128",
            "TQ1_0, 48 + 4 + 2", "TQ2_0, 64 + 2", "MXFP4, 1 + 16", "NVFP4, 4 + 32", "Q1_0, 2 + 16", "Q2_0, 2 + 16"})
    void quantisedBlockIsAsLargeAsItsParts(TensorType type, String parts) {
        int sum = 0;
        for (String part : parts.split(" \\+ ", -1)) {
            sum += Integer.parseInt(part);
        }
        assertThat(type.blockBytes()).isEqualTo(sum);
    }

    @Test
    void idFindsItsTypeAndNoOtherDoes() {
        for (TensorType type : TensorType.values()) {
            assertThat(TensorType.ofId(type.id())).contains(type);
            assertThat(TensorType.withdrawn(type.id())).isEmpty();
        }
        assertThat(TensorType.values()).hasSize(35);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 4, 5, 31, 38, 43, 99, Integer.MAX_VALUE})
    void idWithoutATypeFindsNothing(int id) {
        assertThat(TensorType.ofId(id)).isEmpty();
    }

    @Property
    void byteSizeIsExactOrRefused(@ForAll TensorType type, @ForAll @LongRange(min = 0) long blocks) {
        BigInteger elements = BigInteger.valueOf(blocks).multiply(BigInteger.valueOf(type.blockLength()));
        BigInteger bytes = BigInteger.valueOf(blocks).multiply(BigInteger.valueOf(type.blockBytes()));
        if (elements.bitLength() > 63) {
            return;
        }
        if (bytes.bitLength() > 63) {
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> type.byteSize(elements.longValueExact()));
        } else {
            assertThat(type.byteSize(elements.longValueExact())).isEqualTo(bytes.longValueExact());
        }
    }

    @Test
    void byteSizeOfPartOfABlockIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TensorType.Q8_0.byteSize(33))
                .withMessage("33 elements, expected a multiple of Q8_0's block length 32");
        assertThatIllegalArgumentException().isThrownBy(() -> TensorType.F32.byteSize(-1));
    }
}
