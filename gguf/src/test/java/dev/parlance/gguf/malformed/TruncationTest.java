package dev.parlance.gguf.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufBytes;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;

class TruncationTest {
    /** A file with every kind of part; its last byte belongs to the last tensor. */
    private static byte[] valid() {
        GgufBytes bytes = GgufBytes.header(3, 2, 6)
                .key("general.architecture", GgufType.STRING).string("llama")
                .key("a.bool", GgufType.BOOL).bytes(1)
                .key("a.double", GgufType.FLOAT64).int64(Double.doubleToLongBits(0.5))
                .key("a.short", GgufType.INT16).bytes(1, 2)
                .arrayKey("a.strings", GgufType.STRING, 3).string("").string("ä").string("token")
                .arrayKey("a.ints", GgufType.INT32, 2).int32(1).int32(2);
        return bytes.tensor("first", 0, 0, 4, 2).tensor("second", 2, 32, 32, 1, 1, 2).data(32 + 36).toArray();
    }

    @Test
    void everyCutOfAValidFileIsRefused(@TempDir Path folder) {
        byte[] valid = valid();
        assertThat(GgufFile.read(GgufBytes.save(folder, "whole.gguf", valid)).tensors())
                .extracting(GgufTensor::name)
                .containsExactly("first", "second");
        for (int length = 0; length < valid.length; length++) {
            Path file = GgufBytes.save(folder, "cut.gguf", Arrays.copyOf(valid, length));
            assertThatExceptionOfType(ModelFormatException.class)
                    .as("the first %d bytes of %d", length, valid.length)
                    .isThrownBy(() -> GgufFile.read(file))
                    .withMessageContaining("(" + file + ", offset ")
                    .withMessageEndingWith("complete?)");
        }
    }
}
