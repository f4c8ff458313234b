package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 numbers from 0 to 31, in 8 parts of 32 with scales and minima of six bits. The fifth bits are apart.
 *
 * <pre>
 * byte   0                    16              48                                                               176
 *        | see SixBitScales   | fifth bits    | nibbles 0, 32 | .. nibbles 31, 63 | nibbles 64, 96 | .. 223, 255 |
 *
 * bit p of byte i of the fifth bits is that of number i of part p
 * </pre>
 */
public enum Q5_K implements SuperBlockFormat {
    INSTANCE;

    /** Where the fifth bits begin in a block. */
    public static final int FIFTH_BITS = 16;

    /** Where the nibbles begin in a block: those of part 2 n in the lower halves of 32 bytes, of 2 n + 1 in the upper. */
    public static final int NIBBLES = 48;

    private static final ScaleSearch.Attempts ATTEMPTS = new ScaleSearch.Attempts(31, -0.5f, 16, false);

    @Override
    public TensorType type() {
        return TensorType.Q5_K;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_K;
    }

    @Override
    public int partLength() {
        return 32;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        for (int i = 0; i < 32; i++) {
            int fifths = source.get(ValueLayout.JAVA_BYTE, block + FIFTH_BITS + i);
            for (int pair = 0; pair < 4; pair++) {
                int both = source.get(ValueLayout.JAVA_BYTE, block + NIBBLES + 32L * pair + i);
                target[from + 64 * pair + i] = both & 0xF | (fifths >> 2 * pair & 1) << 4;
                target[from + 64 * pair + 32 + i] = both >> 4 & 0xF | (fifths >> 2 * pair + 1 & 1) << 4;
            }
        }
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return SixBitScales.scale(source, block);
    }

    @Override
    public int partScale(MemorySegment source, long block, int part) {
        return SixBitScales.partScale(source, block, part);
    }

    @Override
    public float minimum(MemorySegment source, long block) {
        return SixBitScales.minimum(source, block);
    }

    @Override
    public int partMinimum(MemorySegment source, long block, int part) {
        return SixBitScales.partMinimum(source, block, part);
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        int[] quants = SixBitScales.encode(source, from, ATTEMPTS, target, block);
        for (int i = 0; i < 32; i++) {
            int fifths = 0;
            for (int pair = 0; pair < 4; pair++) {
                int even = quants[64 * pair + i];
                int odd = quants[64 * pair + 32 + i];
                fifths |= even >> 4 << 2 * pair | odd >> 4 << 2 * pair + 1;
                target.set(ValueLayout.JAVA_BYTE, block + NIBBLES + 32L * pair + i,
                        (byte) (even & 0xF | (odd & 0xF) << 4));
            }
            target.set(ValueLayout.JAVA_BYTE, block + FIFTH_BITS + i, (byte) fifths);
        }
    }
}
