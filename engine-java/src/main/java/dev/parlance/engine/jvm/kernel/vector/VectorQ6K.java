package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.parlance.gguf.quant.Q6_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;

/** {@link Q6_K}. */
final class VectorQ6K {
    private static final long BLOCK = 210;

    private VectorQ6K() {}

    static void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int b = 0; b < count / Q6_K.BLOCK_LENGTH; b++) {
            long block = offset + BLOCK * b;
            float scale = Float.float16ToFloat(source.get(Q6_K.SCALE, block + Q6_K.BLOCK_SCALE));
            for (int half = 0; half < 2; half++) {
                for (int i = 0; i < 32; i += LANES) {
                    int lower = 64 * half + byteVector(i);
                    IntVector even = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + lower, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    IntVector odd = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + lower + 32, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    int upper = Q6_K.UPPER + 32 * half + byteVector(i);
                    IntVector high = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + upper, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    int scales = Q6_K.SCALES + 8 * half + i / 16;
                    float scale0 = scale * source.get(JAVA_BYTE, block + scales);
                    float scale1 = scale * source.get(JAVA_BYTE, block + scales + 2);
                    float scale2 = scale * source.get(JAVA_BYTE, block + scales + 4);
                    float scale3 = scale * source.get(JAVA_BYTE, block + scales + 6);
                    int to = from + Q6_K.BLOCK_LENGTH * b + 128 * half + i;
                    ((FloatVector) even.and(15).or(high.lanewise(LSHL, 4).and(0x30)).sub(32).convert(I2F, 0))
                            .mul(scale0).intoArray(target, to);
                    ((FloatVector) odd.and(15).or(high.lanewise(LSHL, 2).and(0x30)).sub(32).convert(I2F, 0))
                            .mul(scale1).intoArray(target, to + 32);
                    ((FloatVector) even.lanewise(LSHR, 4).or(high.and(0x30)).sub(32).convert(I2F, 0))
                            .mul(scale2).intoArray(target, to + 64);
                    ((FloatVector) odd.lanewise(LSHR, 4).or(high.lanewise(LSHR, 2).and(0x30)).sub(32).convert(I2F, 0))
                            .mul(scale3).intoArray(target, to + 96);
                }
            }
        }
    }
}
