package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Blocks of 32 signed bytes with a common scale: weight i is {@code scale * quant[i]}.
 *
 * <pre>
 * byte   0            2                                  34
 *        | scale F16  | quant 0 | quant 1 | .. quant 31  |
 * </pre>
 *
 * <p>The scale is the largest magnitude divided by 127, so that quants are from -127 to 127. Activations are rounded to
 * this format too; as their partner it is its own.
 */
public enum Q8_0 implements WeightFormat {
    INSTANCE;

    /** Weights in a block. */
    public static final int BLOCK_LENGTH = 32;

    /** Bytes in a block. */
    public static final int BLOCK_BYTES = 34;

    /** Where the quants begin in a block. */
    public static final int QUANTS = 2;

    /** A block's scale, in {@link F16}. */
    public static final ValueLayout.OfShort SCALE = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public TensorType type() {
        return TensorType.Q8_0;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_0;
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int block = 0; block < count / BLOCK_LENGTH; block++) {
            long start = offset + (long) block * BLOCK_BYTES;
            float scale = Float.float16ToFloat(source.get(SCALE, start));
            for (int i = 0; i < BLOCK_LENGTH; i++) {
                target[from + block * BLOCK_LENGTH + i] = source.get(ValueLayout.JAVA_BYTE, start + QUANTS + i) * scale;
            }
        }
    }

    @Override
    public void encode(float[] source, int from, int count, MemorySegment target, long offset) {
        byte[] quants = new byte[BLOCK_LENGTH];
        for (int block = 0; block < count / BLOCK_LENGTH; block++) {
            long start = offset + (long) block * BLOCK_BYTES;
            short scale = encodeBlock(source, from + block * BLOCK_LENGTH, quants, 0);
            target.set(SCALE, start, scale);
            MemorySegment.copy(quants, 0, target, ValueLayout.JAVA_BYTE, start + QUANTS, BLOCK_LENGTH);
        }
    }

    /**
     * Encodes one block: quant = x * (1 / scale), rounded to nearest with ties away from zero.
     *
     * @param source holds the numbers, from index {@code from} on
     * @param quants receives the quants, from index {@code at} on
     * @return the scale, in {@link F16}; the quants were made with the scale before it was rounded to that
     */
    public static short encodeBlock(float[] source, int from, byte[] quants, int at) {
        float scale = largest(source, from) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            quants[at + i] = (byte) roundAwayFromZero(source[from + i] * inverse);
        }
        return Float.floatToFloat16(scale);
    }

    /**
     * Rounds one block of activations as llama.cpp's AVX variants do, which differ from {@link #encodeBlock} where it is
     * close: quant = x * (127 / largest), rounded to nearest with ties to even.
     *
     * @see #encodeBlock for the parameters and the result
     */
    public static short roundBlock(float[] source, int from, byte[] quants, int at) {
        float largest = largest(source, from);
        float inverse = largest == 0 ? 0 : 127 / largest;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            quants[at + i] = (byte) Math.rint(source[from + i] * inverse);
        }
        return Float.floatToFloat16(largest / 127);
    }

    private static float largest(float[] source, int from) {
        float largest = 0;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            largest = Math.max(largest, Math.abs(source[from + i]));
        }
        return largest;
    }

    private static int roundAwayFromZero(float value) {
        // Exact in double, so that 0.5 is not reached by rounding 0.49999997 + 0.5.
        return (int) (value + Math.copySign(0.5, value));
    }
}
