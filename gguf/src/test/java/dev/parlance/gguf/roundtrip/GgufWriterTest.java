package dev.parlance.gguf.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.gguf.GgufBytes;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class GgufWriterTest {
    @TempDir
    private Path folder;

    private static TensorData bytes(int size) {
        return TensorData.of(new byte[size]);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void bytesAreThoseOfTheFormat() throws IOException {
        Path file = folder.resolve("model.gguf");
        new GgufWriter()
                .metadata("general.architecture", GgufValue.string("llama"))
                .metadata("u8", GgufValue.uint8(200))
                .metadata("f64", GgufValue.float64(0.5))
                .metadata("strings", GgufValue.strings(List.of("", "ä")))
                .metadata("bools", GgufValue.array(GgufType.BOOL, List.of(GgufValue.bool(true), GgufValue.bool(false))))
                .metadata("nested", GgufValue.array(GgufType.ARRAY, List.of(GgufValue.int32s(7))))
                .tensor("a", TensorType.I8, TensorData.of(new byte[]{1, 2, 3}), 3)
                .tensor("b", TensorType.Q4_0, bytes(36), 32, 2)
                .write(file);

        GgufBytes expected = GgufBytes.header(3, 2, 6)
                .key("general.architecture", GgufType.STRING).string("llama")
                .key("u8", GgufType.UINT8).bytes(200)
                .key("f64", GgufType.FLOAT64).int64(Double.doubleToLongBits(0.5))
                .arrayKey("strings", GgufType.STRING, 2).string("").string("ä")
                .arrayKey("bools", GgufType.BOOL, 2).bytes(1, 0)
                .arrayKey("nested", GgufType.ARRAY, 1).array(GgufType.INT32, 1).int32(7)
                .tensor("a", 24, 0, 3)
                .tensor("b", 2, 32, 32, 2)
                .data(0).bytes(1, 2, 3)
                .data(64);
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.toArray());
        assertThat(files()).containsExactly(file);
    }

    @Test
    void fileWithoutAnythingIsAHeader() throws IOException {
        Path file = folder.resolve("empty.gguf");
        new GgufWriter().write(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(GgufBytes.header(3, 0, 0).toArray());
        assertThat(GgufFile.read(file).tensors()).isEmpty();
    }

    @Test
    void dataMayComeInPiecesOfAnySize() throws IOException {
        int size = 300_000;
        Path file = folder.resolve("model.gguf");
        new GgufWriter().tensor("a", TensorType.I8, target -> {
            for (int from = 0, piece = 1; from < size; from += piece, piece = Math.min(2 * piece, size - from)) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(piece);
                for (int i = 0; i < piece; i++) {
                    buffer.put((byte) ((from + i) * 7));
                }
                assertThat(target.write(buffer.flip())).isEqualTo(piece);
            }
        }, size).write(file);

        byte[] written = Files.readAllBytes(file);
        long offset = GgufFile.read(file).tensors().getFirst().offset();
        for (int i = 0; i < size; i++) {
            assertThat(written[(int) offset + i]).isEqualTo((byte) (i * 7));
        }
    }

    @Test
    void dataFromAnyMemoryAreWritten() throws IOException {
        Path file = folder.resolve("model.gguf");
        int[] numbers = {1, 2, 3};
        new GgufWriter().tensor("a", TensorType.I32, TensorData.of(MemorySegment.ofArray(numbers)), 3).write(file);
        GgufTensor tensor = GgufFile.read(file).tensor("a").orElseThrow();
        byte[] written = Files.readAllBytes(file);
        assertThat(MemorySegment.ofArray(written).asSlice(tensor.offset(), 12)
                .mismatch(MemorySegment.ofArray(numbers))).isEqualTo(-1);
    }

    @Test
    void alignmentIsThatOfTheMetadata() throws IOException {
        Path file = folder.resolve("model.gguf");
        new GgufWriter().metadata("general.alignment", GgufValue.uint32(4096))
                .tensor("a", TensorType.F32, bytes(4), 1)
                .tensor("b", TensorType.F32, bytes(4), 1)
                .write(file);
        assertThat(GgufFile.read(file).tensors()).extracting(GgufTensor::offset).containsExactly(4096L, 8192L);
    }

    @Test
    void badAlignmentIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GgufWriter().metadata("general.alignment", GgufValue.uint32(48)))
                .withMessage("metadata key 'general.alignment': u32 48, expected a u32 that is a power of 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GgufWriter().metadata("general.alignment", GgufValue.int32(32)))
                .withMessage("metadata key 'general.alignment': i32 32, expected a u32 that is a power of 2");
    }

    @Test
    void duplicateKeyOrTensorIsRefused() {
        GgufWriter writer = new GgufWriter().metadata("k", GgufValue.int32(1))
                .tensor("a", TensorType.F32, bytes(4), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.metadata("k", GgufValue.int32(2)))
                .withMessage("metadata key 'k' is there already");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.tensor("a", TensorType.F32, bytes(4), 1))
                .withMessage("tensor 'a' is there already");
    }

    @Test
    void badNameIsRefused() {
        GgufWriter writer = new GgufWriter();
        assertThatIllegalArgumentException().isThrownBy(() -> writer.metadata("", GgufValue.int32(2)))
                .withMessage("metadata key '': expected 1 to 65535 bytes without NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.tensor("ä".repeat(32), TensorType.F32, bytes(4), 1))
                .withMessage("tensor '" + "ä".repeat(32) + "': expected 1 to 63 bytes without NUL");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.tensor("a\0", TensorType.F32, bytes(4), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.metadata("\uD800", GgufValue.int32(2)))
                .withMessage("lone surrogate U+D800 at index 0 of a string, which has no UTF-8");
    }

    @Test
    void badDimensionsAreRefused() {
        GgufWriter writer = new GgufWriter();
        assertThatIllegalArgumentException().isThrownBy(() -> writer.tensor("a", TensorType.Q8_0, bytes(34), 31))
                .withMessage("tensor 'a': rows of 31 elements, expected a multiple of Q8_0's block length 32");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.tensor("a", TensorType.F32, bytes(4)))
                .withMessage("tensor 'a': 0 dimensions, expected 1 to 4");
    }

    @Test
    void dataOfAnotherSizeAreRefusedAndLeaveTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("model.gguf"), "old");
        GgufWriter tooMuch = new GgufWriter().tensor("a", TensorType.F32, bytes(5), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> tooMuch.write(file))
                .withMessage("tensor 'a': more data than the expected 4 bytes");
        GgufWriter tooLittle = new GgufWriter().tensor("a", TensorType.F32, bytes(3), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> tooLittle.write(file))
                .withMessage("tensor 'a': 3 bytes of data, expected 4");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void failureWhileWritingLeavesNothing() throws IOException {
        GgufWriter writer = new GgufWriter().tensor("a", TensorType.F32, target -> {
            target.write(ByteBuffer.allocate(2));
            throw new IOException("source gone");
        }, 1);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> writer.write(folder.resolve("model.gguf")))
                .withMessage("source gone");
        assertThat(files()).isEmpty();
    }

    @Test
    void fileThatWasThereIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("model.gguf"), "old");
        new GgufWriter().metadata("k", GgufValue.int32(1)).write(file);
        assertThat(GgufFile.read(file).metadata().integer("k")).isEqualTo(1);
    }
}
