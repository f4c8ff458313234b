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

import dev.parlance.gguf.quant.Q2_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;

/**
 * {@link Q2_K}. A scale times a quant is exact, so that a fused subtraction of the minimum rounds as the definition does.
 */
final class VectorQ2K {
    private static final long BLOCK = 84;

    private VectorQ2K() {}

    static void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        Q2_K format = Q2_K.INSTANCE;
        for (int b = 0; b < count / Q2_K.BLOCK_LENGTH; b++) {
            long block = offset + BLOCK * b;
            float scale = format.scale(source, block);
            float minimum = format.minimum(source, block);
            for (int quarter = 0; quarter < 8; quarter++) {
                for (int i = 0; i < 32; i += LANES) {
                    int at = Q2_K.NUMBERS + 32 * (quarter / 4) + byteVector(i);
                    IntVector four = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + at, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    int part = 2 * quarter + i / 16;
                    float partScale = scale * format.partScale(source, block, part);
                    float partMinimum = -minimum * format.partMinimum(source, block, part);
                    ((FloatVector) four.lanewise(LSHR, 2 * (quarter % 4)).and(3).convert(I2F, 0))
                            .fma(FloatVector.broadcast(FLOATS, partScale), FloatVector.broadcast(FLOATS, partMinimum))
                            .intoArray(target, from + Q2_K.BLOCK_LENGTH * b + 32 * quarter + i);
                }
            }
        }
    }
}
