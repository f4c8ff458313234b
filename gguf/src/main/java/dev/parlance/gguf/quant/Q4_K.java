package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 numbers from 0 to 15, in 8 parts of 32 with scales and minima of six bits.
 *
 * <pre>
 * byte   0                    16                                                               144
 *        | see SixBitScales   | nibbles 0, 32 | .. nibbles 31, 63 | nibbles 64, 96 | .. 223, 255 |
 * </pre>
 */
public enum Q4_K implements SuperBlockFormat {
    INSTANCE;

    /** Where the nibbles begin in a block: those of part 2 n in the lower halves of 32 bytes, of 2 n + 1 in the upper. */
    public static final int NIBBLES = 16;

    private static final ScaleSearch.Attempts ATTEMPTS = new ScaleSearch.Attempts(15, -1, 21, false);

    @Override
    public TensorType type() {
        return TensorType.Q4_K;
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
        for (int pair = 0; pair < 4; pair++) {
            for (int i = 0; i < 32; i++) {
                int both = source.get(ValueLayout.JAVA_BYTE, block + NIBBLES + 32L * pair + i) & 0xFF;
                target[from + 64 * pair + i] = both & 0xF;
                target[from + 64 * pair + 32 + i] = both >> 4;
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
        for (int pair = 0; pair < 4; pair++) {
            for (int i = 0; i < 32; i++) {
                int both = quants[64 * pair + i] | quants[64 * pair + 32 + i] << 4;
                target.set(ValueLayout.JAVA_BYTE, block + NIBBLES + 32L * pair + i, (byte) both);
            }
        }
    }
}
