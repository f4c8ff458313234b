package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
public enum Q8_0 implements BlockFormat {
    INSTANCE;

    /** Bytes in a block. */
    public static final int BLOCK_BYTES = 34;

    /** Where the quants begin in a block. */
    public static final int QUANTS = 2;

    @Override
    public TensorType type() {
        return TensorType.Q8_0;
    }

    @Override
    public Rounding partner() {
        return Rounding.Q8_0;
    }

    @Override
    public void quants(MemorySegment source, long block, float[] target, int from) {
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            target[from + i] = source.get(ValueLayout.JAVA_BYTE, block + QUANTS + i);
        }
    }

    @Override
    public float scale(MemorySegment source, long block) {
        return Float.float16ToFloat(source.get(SCALE, block));
    }

    @Override
    public void encodeBlock(float[] source, int from, MemorySegment target, long block) {
        byte[] quants = new byte[BLOCK_LENGTH];
        float scale = encodeBlock(source, from, quants, 0);
        target.set(SCALE, block, Float.floatToFloat16(scale));
        MemorySegment.copy(quants, 0, target, ValueLayout.JAVA_BYTE, block + QUANTS, BLOCK_LENGTH);
    }

    /**
     * Encodes one block: quant = x * (1 / scale), rounded to nearest with ties away from zero.
     *
     * @param source holds the numbers, from index {@code from} on
     * @param quants receives the quants, from index {@code at} on
     * @return the scale that the quants were made with, which is stored in {@link F16}
     */
    public static float encodeBlock(float[] source, int from, byte[] quants, int at) {
        float scale = largest(source, from) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            quants[at + i] = (byte) roundAwayFromZero(source[from + i] * inverse);
        }
        return scale;
    }

    /**
     * Rounds one block of activations as llama.cpp's AVX variants do, which differ from {@link #encodeBlock} where it is
     * close: quant = x * (127 / largest), rounded to nearest with ties to even.
     *
     * @see #encodeBlock for the parameters and the result
     */
    public static float roundBlock(float[] source, int from, byte[] quants, int at) {
        float largest = largest(source, from);
        float inverse = largest == 0 ? 0 : 127 / largest;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            quants[at + i] = (byte) Math.rint(source[from + i] * inverse);
        }
        return largest / 127;
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
