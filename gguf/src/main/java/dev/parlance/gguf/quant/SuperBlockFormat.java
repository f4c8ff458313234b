package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;

/**
 * A format of blocks of 256 in parts that have small whole scales of their own: weight i of part p is
 * {@code scale * partScale[p] * quant[i] - minimum * partMinimum[p]}.
 */
public non-sealed interface SuperBlockFormat extends QuantFormat {
    /** Weights in a block. */
    int BLOCK_LENGTH = 256;

    /** Returns how many weights a part has: 16 or 32. */
    int partLength();

    /** Returns the scale of the block that begins at a byte. */
    float scale(MemorySegment source, long block);

    /** Returns the scale of a part, from -128 to 127. */
    int partScale(MemorySegment source, long block, int part);

    /** Returns the scale of the parts' minima; 0 in formats that have none. */
    default float minimum(MemorySegment source, long block) {
        return 0;
    }

    /** Returns the minimum of a part, at least 0. */
    default int partMinimum(MemorySegment source, long block, int part) {
        return 0;
    }

    /** Encodes one block, see {@link #encode}. */
    void encodeBlock(float[] source, int from, MemorySegment target, long block);

    @Override
    default void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int block = 0; block < count / BLOCK_LENGTH; block++) {
            long start = offset + (long) block * type().blockBytes();
            int first = from + block * BLOCK_LENGTH;
            quants(source, start, target, first);
            float blockScale = scale(source, start);
            float blockMinimum = minimum(source, start);
            int length = partLength();
            for (int part = 0; part < BLOCK_LENGTH / length; part++) {
                float scale = blockScale * partScale(source, start, part);
                float minimum = blockMinimum * partMinimum(source, start, part);
                for (int i = first + part * length; i < first + (part + 1) * length; i++) {
                    target[i] = scale * target[i] - minimum;
                }
            }
        }
    }

    @Override
    default void encode(float[] source, int from, int count, MemorySegment target, long offset) {
        for (int block = 0; block < count / BLOCK_LENGTH; block++) {
            encodeBlock(source, from + block * BLOCK_LENGTH, target, offset + (long) block * type().blockBytes());
        }
    }
}
