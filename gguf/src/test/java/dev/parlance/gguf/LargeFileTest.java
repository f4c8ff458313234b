package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files whose sizes and offsets no {@code int} can hold; sparse, so that they take next to no space. */
class LargeFileTest {
    private static final int DATA_START = 128;
    private static final long HUGE = (5L << 30) + 96;

    @TempDir
    private Path folder;

    /** A tensor past 4 GiB that ends in a 7, and a small one behind it. */
    private GgufFile write() throws IOException {
        byte[] header = GgufBytes.header(3, 2, 0)
                .tensor("huge", TensorType.I8.id(), 0, HUGE / 4, 4)
                .tensor("b", TensorType.I8.id(), HUGE, 3)
                .data(0)
                .toArray();
        assertThat(header).hasSize(DATA_START);
        Path path = folder.resolve("large.gguf");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(header));
            channel.write(ByteBuffer.wrap(new byte[]{7}), DATA_START + HUGE - 1);
            channel.write(ByteBuffer.wrap(new byte[]{1, 2, 3}), DATA_START + HUGE);
        }
        return GgufFile.read(path);
    }

    @Test
    void offsetsAndSizesPast4GiBAreExact() throws IOException {
        GgufFile file = write();
        assertThat(file.tensor("huge").orElseThrow().byteSize()).isEqualTo(HUGE);
        assertThat(file.tensor("b").orElseThrow().offset()).isEqualTo(DATA_START + HUGE);
        assertThat(file.weightBytes()).isEqualTo(HUGE + 3);
    }

    @Test
    void tensorPast4GiBCanBeMapped() throws IOException {
        GgufFile file = write();
        try (GgufWeights weights = GgufWeights.map(file)) {
            MemorySegment huge = weights.data(file.tensor("huge").orElseThrow());
            assertThat(huge.byteSize()).isEqualTo(HUGE);
            assertThat(huge.get(ValueLayout.JAVA_BYTE, HUGE - 1)).isEqualTo((byte) 7);
            MemorySegment behind = weights.data(file.tensor("b").orElseThrow());
            assertThat(behind.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
        }
    }
}
