package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;

/** A format of blocks of 32: weight i is {@code scale * quant[i] + minimum}. */
public non-sealed interface BlockFormat extends QuantFormat {
    /** Weights in a block. */
    int BLOCK_LENGTH = 32;

    /** Returns the scale of the block that begins at a byte. */
    float scale(MemorySegment source, long block);

    /** Returns what the block adds to each weight; 0 in formats that have no minimum. */
    default float minimum(MemorySegment source, long block) {
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
            float scale = scale(source, start);
            float minimum = minimum(source, start);
            for (int i = first; i < first + BLOCK_LENGTH; i++) {
                target[i] = scale * target[i] + minimum;
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
