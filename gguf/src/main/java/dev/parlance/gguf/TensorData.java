package dev.parlance.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** The numbers of a tensor to be written, in the bytes of the file: little-endian, row after row. */
@FunctionalInterface
public interface TensorData {
    /** Writes all bytes of the tensor, in any number of pieces. */
    void writeTo(WritableByteChannel target) throws IOException;

    /** Returns data that are in an array already. */
    static TensorData of(byte[] bytes) {
        return of(MemorySegment.ofArray(bytes));
    }

    /** Returns data that are in memory already. */
    static TensorData of(MemorySegment bytes) {
        return target -> {
            byte[] piece = new byte[(int) Math.min(bytes.byteSize(), 1 << 20)];
            for (long from = 0; from < bytes.byteSize(); from += piece.length) {
                int size = (int) Math.min(piece.length, bytes.byteSize() - from);
                MemorySegment.copy(bytes, from, MemorySegment.ofArray(piece), 0, size);
                target.write(ByteBuffer.wrap(piece, 0, size));
            }
        };
    }
}
