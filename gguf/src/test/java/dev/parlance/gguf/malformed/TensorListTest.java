package dev.parlance.gguf.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufBytes;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufLimits;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

class TensorListTest {
    private static final int F32 = 0;
    private static final int Q4_0 = 2;
    private static final int I8 = 24;
    private static final int F64 = 28;
    private static final String SUPPORTED = "supported: 0 F32, 1 F16, 2 Q4_0, 3 Q4_1, 6 Q5_0, 7 Q5_1, 8 Q8_0, 9 Q8_1,"
            + " 10 Q2_K, 11 Q3_K, 12 Q4_K, 13 Q5_K, 14 Q6_K, 15 Q8_K, 16 IQ2_XXS, 17 IQ2_XS, 18 IQ3_XXS, 19 IQ1_S,"
            + " 20 IQ4_NL, 21 IQ3_S, 22 IQ2_S, 23 IQ4_XS, 24 I8, 25 I16, 26 I32, 27 I64, 28 F64, 29 IQ1_M, 30 BF16,"
            + " 34 TQ1_0, 35 TQ2_0, 39 MXFP4, 40 NVFP4, 41 Q1_0, 42 Q2_0";

    @TempDir
    private Path folder;

    private static GgufBytes oneTensor() {
        return GgufBytes.header(3, 1, 0);
    }

    private void refused(GgufBytes bytes, String message) {
        refused(bytes, GgufLimits.defaults(), message);
    }

    private void refused(GgufBytes bytes, GgufLimits limits, String message) {
        Path file = bytes.save(folder);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> GgufFile.read(file, limits))
                .withMessage(message.replace("model.gguf", file.toString()));
    }

    private GgufTensor read(GgufBytes bytes) {
        return GgufFile.read(bytes.save(folder)).tensors().getFirst();
    }

    @Test
    void unknownTypeIsRefused() {
        refused(oneTensor().tensor("blk.3.attn_q.weight", 99, 0, 32, 2).data(256),
                "tensor 'blk.3.attn_q.weight': type id 99 unknown (model.gguf, offset 71; " + SUPPORTED + ")");
        refused(oneTensor().tensor("a", -1, 0, 32).data(256),
                "tensor 'a': type id 4294967295 unknown (model.gguf, offset 45; " + SUPPORTED + ")");
    }

    @ParameterizedTest
    @CsvSource({"4, Q4_2", "5, Q4_3", "31, Q4_0_4_4", "32, Q4_0_4_8", "33, Q4_0_8_8", "36, IQ4_NL_4_4",
            "37, IQ4_NL_4_8", "38, IQ4_NL_8_8"})
    void withdrawnTypeIsNamed(int id, String name) {
        refused(oneTensor().tensor("a", id, 0, 32).data(256), "tensor 'a': type id " + id + " (" + name
                + ") withdrawn from the format (model.gguf, offset 45; " + SUPPORTED + ")");
    }

    @Test
    void emptyNameIsRefused() {
        refused(oneTensor().tensor("", F32, 0, 1).data(32), "tensor number 0: its name is empty"
                + " (model.gguf, offset 24; expected 1 to 63 bytes without NUL)");
    }

    @Test
    void nameWithNulIsRefused() {
        refused(oneTensor().tensor("a\0b", F32, 0, 1).data(32), "tensor number 0: its name has a NUL character"
                + " (model.gguf, offset 24; expected 1 to 63 bytes without NUL)");
    }

    @Test
    void nameTooLongForLlamaCppIsRefused() {
        refused(oneTensor().tensor("a".repeat(64), F32, 0, 1).data(32), "tensor number 0: 64 bytes in a string"
                + " (model.gguf, offset 24; at most 63 by GgufLimits.maxTensorNameLength)");
        assertThat(read(oneTensor().tensor("a".repeat(63), F32, 0, 1).data(32)).name()).hasSize(63);
    }

    @Test
    void duplicateNameIsRefused() {
        refused(GgufBytes.header(3, 2, 0).tensor("a", F32, 0, 1).tensor("a", F32, 32, 1).data(64),
                "tensor 'a': it is there twice (model.gguf, offset 57; expected once)");
    }

    @Test
    void moreThan4DimensionsAreRefused() {
        refused(oneTensor().tensor("a", F32, 0, 1, 1, 1, 1, 1).data(32),
                "tensor 'a': 5 dimensions (model.gguf, offset 33; expected at most 4)");
        refused(oneTensor().string("a").int32(-1).int32(0).int64(0).data(32),
                "tensor 'a': 4294967295 dimensions (model.gguf, offset 33; expected at most 4)");
    }

    @Test
    void negativeDimensionIsRefused() {
        refused(oneTensor().tensor("a", F32, 0, 4, -1).data(32), "tensor 'a': dimensions [4, -1],"
                + " expected no negative size (model.gguf, offset 33; is the file damaged?)");
    }

    @Test
    void dimensionsWhoseProductWrapsAreRefused() {
        refused(oneTensor().tensor("a", F32, 0, 1L << 32, 1L << 32).data(32),
                "tensor 'a': dimensions [4294967296, 4294967296], expected that F32 takes less than 2^63 elements and"
                        + " bytes (model.gguf, offset 33; is the file damaged?)");
    }

    @Test
    void zeroDoesNotHideDimensionsWhoseProductWraps() {
        refused(oneTensor().tensor("a", F32, 0, 0, 1L << 32, 1L << 32).data(32),
                "tensor 'a': dimensions [0, 4294967296, 4294967296], expected that F32 takes less than 2^63 elements"
                        + " and bytes (model.gguf, offset 33; is the file damaged?)");
    }

    @Test
    void sizeInBytesThatWrapsIsRefused() {
        refused(oneTensor().tensor("a", F64, 0, 1L << 60).data(32),
                "tensor 'a': dimensions [1152921504606846976], expected that F64 takes less than 2^63 elements and"
                        + " bytes (model.gguf, offset 33; is the file damaged?)");
    }

    @Test
    void rowThatIsNotWholeBlocksIsRefused() {
        refused(oneTensor().tensor("a", Q4_0, 0, 48, 2).data(64), "tensor 'a': rows of 48 elements,"
                + " expected a multiple of Q4_0's block length 32 (model.gguf, offset 33; is the file damaged?)");
    }

    @Test
    void offsetThatIsNotAlignedIsRefused() {
        refused(oneTensor().tensor("a", F32, 4, 1).data(64), "tensor 'a': its data start at 4"
                + " (model.gguf, offset 49; expected a multiple of the alignment 32)");
        GgufBytes aligned64 = GgufBytes.header(3, 1, 1).key("general.alignment", GgufType.UINT32).int32(64);
        refused(aligned64.tensor("a", F32, 32, 1).data(128), "tensor 'a': its data start at 32"
                + " (model.gguf, offset 82; expected a multiple of the alignment 64)");
    }

    @Test
    void dataThatLeaveTheFileAreRefused() {
        refused(oneTensor().tensor("a", F32, 0, 2, 2).data(15), "tensor 'a': its data leave the file (model.gguf,"
                + " offset 57; they take 16 bytes from 96 + 0, the file has 111; is it complete?)");
        refused(oneTensor().tensor("a", F32, 64, 2).data(64), "tensor 'a': its data leave the file (model.gguf,"
                + " offset 49; they take 8 bytes from 64 + 64, the file has 128; is it complete?)");
    }

    @Test
    void offsetWhoseSumWrapsIsRefused() {
        refused(oneTensor().tensor("a", F32, Long.MAX_VALUE - 31, 2).data(64), "tensor 'a': its data leave the file"
                + " (model.gguf, offset 49; they take 8 bytes from 64 + 9223372036854775776, the file has 128;"
                + " is it complete?)");
        refused(oneTensor().tensor("a", F32, -32, 2).data(64), "tensor 'a': its data leave the file"
                + " (model.gguf, offset 49; they take 8 bytes from 64 + 18446744073709551584, the file has 128;"
                + " is it complete?)");
    }

    @Test
    void emptyTensorPastTheEndIsRefused() {
        refused(oneTensor().tensor("a", F32, 32, 0).data(0), "tensor 'a': its data leave the file"
                + " (model.gguf, offset 49; they take 0 bytes from 64 + 32, the file has 64; is it complete?)");
    }

    @Test
    void fileThatEndsBeforeItsDataStartIsRefused() {
        refused(oneTensor().tensor("a", F32, 0, 1), "tensor 'a': its data leave the file"
                + " (model.gguf, offset 49; they take 4 bytes from 64 + 0, the file has 57; is it complete?)");
    }

    @Test
    void dataThatOverlapAreRefused() {
        refused(GgufBytes.header(3, 2, 0).tensor("a", I8, 0, 33).tensor("b", F32, 32, 1).data(64),
                "tensor 'b': its data overlap those of tensor 'a'"
                        + " (model.gguf, offset 128; expected at 129 or later)");
        refused(GgufBytes.header(3, 2, 0).tensor("a", F32, 0, 9).tensor("b", F32, 32, 1).data(64),
                "tensor 'b': its data overlap those of tensor 'a'"
                        + " (model.gguf, offset 128; expected at 132 or later)");
        refused(GgufBytes.header(3, 2, 0).tensor("a", F32, 32, 1).tensor("b", F32, 32, 1).data(64),
                "tensor 'b': its data overlap those of tensor 'a'"
                        + " (model.gguf, offset 128; expected at 132 or later)");
    }

    @Test
    void dataMayStandInAnyOrderWithGaps() {
        GgufBytes bytes = GgufBytes.header(3, 2, 0).tensor("a", F32, 96, 1).tensor("b", F32, 0, 8).data(128);
        List<GgufTensor> tensors = GgufFile.read(bytes.save(folder)).tensors();
        assertThat(tensors).extracting(GgufTensor::offset).containsExactly(192L, 96L);
    }

    @Test
    void tensorWithoutDimensionsIsOneNumber() {
        GgufTensor tensor = read(oneTensor().tensor("a", F32, 0).data(4));
        assertThat(tensor.dimensions()).containsExactly(1L);
        assertThat(tensor.byteSize()).isEqualTo(4);
    }

    @Test
    void tensorWithAZeroDimensionIsEmpty() {
        GgufTensor tensor = read(oneTensor().tensor("a", F32, 0, 4, 0).data(0));
        assertThat(tensor.elements()).isZero();
        assertThat(tensor.byteSize()).isZero();
    }

    @Test
    void lastTensorNeedsNoPadding() {
        assertThat(read(oneTensor().tensor("a", F32, 0, 3).data(12)).byteSize()).isEqualTo(12);
    }
}
