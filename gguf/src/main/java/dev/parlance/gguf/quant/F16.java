package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * 16-bit floating point (IEEE 754 binary16), little-endian.
 *
 * <pre>
 * byte   0         2
 *        | weight  |
 * </pre>
 */
public enum F16 implements WeightFormat {
    INSTANCE;

    /** One weight. */
    public static final ValueLayout.OfShort WEIGHT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public TensorType type() {
        return TensorType.F16;
    }

    @Override
    public Rounding partner() {
        return Rounding.F16;
    }

    /** Returns a number rounded to this format. */
    public static float round(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int i = 0; i < count; i++) {
            target[from + i] = Float.float16ToFloat(source.get(WEIGHT, offset + 2L * i));
        }
    }

    @Override
    public void encode(float[] source, int from, int count, MemorySegment target, long offset) {
        for (int i = 0; i < count; i++) {
            target.set(WEIGHT, offset + 2L * i, Float.floatToFloat16(source[from + i]));
        }
    }
}
