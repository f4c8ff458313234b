package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.parlance.gguf.quant.Q4_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@link Q4_K}. The scales and minima of the eight parts are brought into the bytes of two longs. A scale times a nibble is
 * exact, so that a fused subtraction of the minimum rounds as the definition does.
 */
final class VectorQ4K {
    private static final long BLOCK = 144;
    private static final ValueLayout.OfInt FOUR_BYTES = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

    private VectorQ4K() {}

    static void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int b = 0; b < count / Q4_K.BLOCK_LENGTH; b++) {
            long block = offset + BLOCK * b;
            float scale = Float.float16ToFloat(source.get(Q4_K.SCALE, block));
            float minimum = Float.float16ToFloat(source.get(Q4_K.SCALE, block + 2));
            int lowScales = source.get(FOUR_BYTES, block + 4);
            int lowMinima = source.get(FOUR_BYTES, block + 8);
            int highBoth = source.get(FOUR_BYTES, block + 12);
            long scales = lowScales & 0x3F3F3F3F
                    | (long) (highBoth & 0x0F0F0F0F | lowScales >>> 2 & 0x30303030) << 32;
            long minima = lowMinima & 0x3F3F3F3F
                    | (long) (highBoth >>> 4 & 0x0F0F0F0F | lowMinima >>> 2 & 0x30303030) << 32;
            for (int pair = 0; pair < 4; pair++) {
                FloatVector evenScale = FloatVector.broadcast(FLOATS, scale * (scales >>> 16 * pair & 63));
                FloatVector oddScale = FloatVector.broadcast(FLOATS, scale * (scales >>> 16 * pair + 8 & 63));
                FloatVector evenMinimum = FloatVector.broadcast(FLOATS, -minimum * (minima >>> 16 * pair & 63));
                FloatVector oddMinimum = FloatVector.broadcast(FLOATS, -minimum * (minima >>> 16 * pair + 8 & 63));
                for (int i = 0; i < 32; i += LANES) {
                    int at = Q4_K.NIBBLES + 32 * pair + byteVector(i);
                    IntVector both = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + at, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    int to = from + Q4_K.BLOCK_LENGTH * b + 64 * pair + i;
                    ((FloatVector) both.and(15).convert(I2F, 0)).fma(evenScale, evenMinimum).intoArray(target, to);
                    ((FloatVector) both.lanewise(LSHR, 4).convert(I2F, 0)).fma(oddScale, oddMinimum)
                            .intoArray(target, to + 32);
                }
            }
        }
    }
}
