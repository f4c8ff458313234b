package dev.parlance.gguf.quant;

import java.util.Arrays;

/**
 * The partner of the formats with blocks of 256: signed bytes with a scale in F32. There are no weights of this format, and
 * all of llama.cpp's CPU variants round to it alike.
 */
public final class Q8_K {
    /** Numbers in a block. */
    public static final int BLOCK_LENGTH = 256;

    private Q8_K() {}

    /**
     * Rounds one block such that the number that is farthest from zero becomes -127, whatever its sign; to nearest, ties to
     * even.
     *
     * @param source holds the numbers, from index {@code from} on
     * @param quants receives the quants, from index {@code at} on
     * @return the scale; negative if the farthest number is positive
     */
    public static float roundBlock(float[] source, int from, byte[] quants, int at) {
        float farthest = ScaleSearch.farthest(source, from, BLOCK_LENGTH);
        if (farthest == 0) {
            Arrays.fill(quants, at, at + BLOCK_LENGTH, (byte) 0);
            return 0;
        }
        float inverse = -127 / farthest;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            quants[at + i] = (byte) Math.min(127, ScaleSearch.nearest(inverse * source[from + i]));
        }
        return 1 / inverse;
    }
}
