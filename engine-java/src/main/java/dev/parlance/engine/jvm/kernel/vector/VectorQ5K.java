package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.parlance.gguf.quant.Q5_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;

/**
 * {@link Q5_K}. A scale times a quant is exact, so that a fused subtraction of the minimum rounds as the definition does.
 */
final class VectorQ5K {
    private static final long BLOCK = 176;

    private VectorQ5K() {}

    static void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        Q5_K format = Q5_K.INSTANCE;
        for (int b = 0; b < count / Q5_K.BLOCK_LENGTH; b++) {
            long block = offset + BLOCK * b;
            float scale = format.scale(source, block);
            float minimum = format.minimum(source, block);
            for (int pair = 0; pair < 4; pair++) {
                int even = 2 * pair;
                int odd = 2 * pair + 1;
                float evenScale = scale * format.partScale(source, block, even);
                float oddScale = scale * format.partScale(source, block, odd);
                float evenMinimum = -minimum * format.partMinimum(source, block, even);
                float oddMinimum = -minimum * format.partMinimum(source, block, odd);
                for (int i = 0; i < 32; i += LANES) {
                    int at = Q5_K.NIBBLES + 32 * pair + byteVector(i);
                    IntVector both = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + at, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    int bits = Q5_K.FIFTH_BITS + byteVector(i);
                    IntVector fifths = ((IntVector) ByteVector.fromMemorySegment(BYTES, source, block + bits, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i))).lanewise(LSHR, even);
                    int to = from + Q5_K.BLOCK_LENGTH * b + 64 * pair + i;
                    ((FloatVector) both.and(15).or(fifths.lanewise(LSHL, 4).and(16)).convert(I2F, 0))
                            .fma(FloatVector.broadcast(FLOATS, evenScale), FloatVector.broadcast(FLOATS, evenMinimum))
                            .intoArray(target, to);
                    ((FloatVector) both.lanewise(LSHR, 4).or(fifths.lanewise(LSHL, 3).and(16)).convert(I2F, 0))
                            .fma(FloatVector.broadcast(FLOATS, oddScale), FloatVector.broadcast(FLOATS, oddMinimum))
                            .intoArray(target, to + 32);
                }
            }
        }
    }
}
