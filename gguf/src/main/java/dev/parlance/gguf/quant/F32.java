package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * 32-bit floating point (IEEE 754 binary32), little-endian.
 *
 * <pre>
 * byte   0         4
 *        | weight  |
 * </pre>
 */
public enum F32 implements WeightFormat {
    INSTANCE;

    /** One weight. */
    public static final ValueLayout.OfFloat WEIGHT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public TensorType type() {
        return TensorType.F32;
    }

    @Override
    public Rounding partner() {
        return Rounding.F32;
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        MemorySegment.copy(source, WEIGHT, offset, target, from, count);
    }

    @Override
    public void encode(float[] source, int from, int count, MemorySegment target, long offset) {
        MemorySegment.copy(source, from, target, WEIGHT, offset, count);
    }
}
