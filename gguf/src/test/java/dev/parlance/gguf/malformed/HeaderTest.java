package dev.parlance.gguf.malformed;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.gguf.GgufBytes;
import dev.parlance.gguf.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class HeaderTest {
    @TempDir
    private Path folder;

    private void refused(GgufBytes bytes, String message) {
        Path file = bytes.save(folder);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> GgufFile.read(file))
                .withMessage(message.replace("model.gguf", file.toString()));
    }

    @Test
    void emptyFileIsRefused() {
        refused(GgufBytes.empty(), "header: the file ends inside it"
                + " (model.gguf, offset 0; at least 4 more bytes expected, 0 there; is the file complete?)");
    }

    @Test
    void fileWithAnotherMagicIsRefused() {
        refused(GgufBytes.empty().bytes('G', 'G', 'U', 'G').int32(3).int64(0).int64(0), "header: not a GGUF file"
                + " (model.gguf, offset 0; expected that it starts with the letters GGUF)");
    }

    @Test
    void version1IsRefusedWithAdvice() {
        refused(GgufBytes.header(1, 0, 0), "header: version 1 not supported"
                + " (model.gguf, offset 4; supported: 2, 3; convert the original model again with a newer converter)");
    }

    @Test
    void versionsOfTheFutureAndVersion0AreRefused() {
        refused(GgufBytes.header(4, 0, 0), "header: version 4 not supported (model.gguf, offset 4; supported: 2, 3)");
        refused(GgufBytes.header(0, 0, 0), "header: version 0 not supported (model.gguf, offset 4; supported: 2, 3)");
    }

    @Test
    void bigEndianFileIsRecognised() {
        refused(GgufBytes.empty().bytes('G', 'G', 'U', 'F', 0, 0, 0, 3).int64(0).int64(0),
                "header: version 3 in big-endian byte order (model.gguf, offset 4; expected little-endian;"
                        + " gguf_convert_endian.py of llama.cpp converts it)");
    }

    @Test
    void tensorCountPastTheLimitOrWrappingIsRefused() {
        refused(GgufBytes.header(3, 262_145, 0), "header: 262145 tensors"
                + " (model.gguf, offset 8; at most 262144 by GgufLimits.maxTensorCount)");
        refused(GgufBytes.header(3, -1, 0), "header: 18446744073709551615 tensors"
                + " (model.gguf, offset 8; at most 262144 by GgufLimits.maxTensorCount)");
    }

    @Test
    void tensorCountThatTheFileCanNotHoldIsRefused() {
        refused(GgufBytes.header(3, 2, 0).tensor("a", 0, 0, 1), "list of tensors: the file ends inside it"
                + " (model.gguf, offset 24; at least 50 more bytes expected, 33 there; is the file complete?)");
    }

    @Test
    void metadataCountPastTheLimitOrWrappingIsRefused() {
        refused(GgufBytes.header(3, 0, 65_537), "header: 65537 metadata keys"
                + " (model.gguf, offset 16; at most 65536 by GgufLimits.maxMetadataCount)");
        refused(GgufBytes.header(3, 0, Long.MIN_VALUE), "header: 9223372036854775808 metadata keys"
                + " (model.gguf, offset 16; at most 65536 by GgufLimits.maxMetadataCount)");
    }

    @Test
    void metadataCountThatTheFileCanNotHoldIsRefused() {
        refused(GgufBytes.header(3, 0, 1).bytes(1, 2, 3), "metadata: the file ends inside it"
                + " (model.gguf, offset 24; at least 14 more bytes expected, 3 there; is the file complete?)");
    }

    @Test
    void missingFileIsNoFormatError() {
        Path missing = folder.resolve("missing.gguf");
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> GgufFile.read(missing))
                .withMessage("can not read " + missing + ": there is no such file");
    }

    @Test
    void folderIsNoFormatError() {
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> GgufFile.read(folder))
                .withMessageStartingWith("can not read " + folder + ": ");
    }
}
