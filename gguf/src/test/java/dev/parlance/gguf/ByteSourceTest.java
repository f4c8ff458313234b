package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

class ByteSourceTest {
    @TempDir
    private Path folder;

    private Path file(int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return Files.write(folder.resolve("bytes"), bytes);
    }

    @Test
    void valuesThatCrossTheBufferAreReadWhole() throws IOException {
        Path file = file(200_000);
        byte[] bytes = Files.readAllBytes(file);
        try (ByteSource source = new ByteSource(file, Integer.MAX_VALUE)) {
            source.int8();
            for (int at = 1; at + 8 <= bytes.length; at += 8) {
                long expected = 0;
                for (int i = 7; i >= 0; i--) {
                    expected = expected << 8 | Byte.toUnsignedLong(bytes[at + i]);
                }
                assertThat(source.position()).isEqualTo(at);
                assertThat(source.int64()).isEqualTo(expected);
            }
        }
    }

    @Test
    void bytesThatCrossTheBufferAreReadWhole() throws IOException {
        Path file = file(200_000);
        byte[] bytes = Files.readAllBytes(file);
        byte[] read = new byte[bytes.length];
        try (ByteSource source = new ByteSource(file, Integer.MAX_VALUE)) {
            source.bytes(read, 0, 3);
            source.bytes(read, 3, 0);
            source.bytes(read, 3, read.length - 3);
        }
        assertThat(read).isEqualTo(bytes);
    }

    @Test
    void fileCutWhileItIsReadGivesAFormatError() throws IOException {
        Path file = file(200_000);
        try (ByteSource source = new ByteSource(file, Integer.MAX_VALUE)) {
            source.int64();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(100_000);
            }
            assertThatExceptionOfType(ModelFormatException.class)
                    .isThrownBy(() -> source.bytes(new byte[150_000], 0, 150_000))
                    .withMessage("header: the file became shorter while it was read (" + file
                            + ", offset 100000; expected 200000 bytes)");
        }
    }

    @Test
    void interruptedThreadGetsALoadErrorAndStaysInterrupted() throws IOException {
        Path file = file(100);
        try (ByteSource source = new ByteSource(file, Integer.MAX_VALUE)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(ModelLoadException.class)
                    .isThrownBy(source::int64)
                    .withMessage("can not read " + file + ": the thread was interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
