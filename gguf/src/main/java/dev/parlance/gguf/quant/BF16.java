package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * bfloat16, the upper half of a 32-bit floating-point number, little-endian.
 *
 * <pre>
 * byte   0         2
 *        | weight  |
 * </pre>
 */
public enum BF16 implements WeightFormat {
    INSTANCE;

    /** One weight. */
    public static final ValueLayout.OfShort WEIGHT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public TensorType type() {
        return TensorType.BF16;
    }

    @Override
    public Rounding partner() {
        return Rounding.BF16;
    }

    /** Returns a weight's value. */
    public static float toFloat(short weight) {
        return Float.intBitsToFloat(weight << 16);
    }

    /** Returns a number in this format: to nearest, ties to even; a NaN stays one. */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40); // quiet, so that cutting the lower half can not make it infinite
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /** Returns a number rounded to this format. */
    public static float round(float value) {
        return toFloat(fromFloat(value));
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int i = 0; i < count; i++) {
            target[from + i] = toFloat(source.get(WEIGHT, offset + 2L * i));
        }
    }

    @Override
    public void encode(float[] source, int from, int count, MemorySegment target, long offset) {
        for (int i = 0; i < count; i++) {
            target.set(WEIGHT, offset + 2L * i, fromFloat(source[from + i]));
        }
    }
}
