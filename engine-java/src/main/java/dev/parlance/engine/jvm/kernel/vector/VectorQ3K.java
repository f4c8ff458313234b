package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.parlance.gguf.quant.Q3_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;

/** {@link Q3_K}. */
final class VectorQ3K {
    private static final long BLOCK = 110;

    private VectorQ3K() {}

    static void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        Q3_K format = Q3_K.INSTANCE;
        for (int b = 0; b < count / Q3_K.BLOCK_LENGTH; b++) {
            long block = offset + BLOCK * b;
            float scale = format.scale(source, block);
            for (int quarter = 0; quarter < 8; quarter++) {
                for (int i = 0; i < 32; i += LANES) {
                    int at = Q3_K.NUMBERS + 32 * (quarter / 4) + byteVector(i);
                    IntVector four = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + at, ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    IntVector thirds = (IntVector) ByteVector
                            .fromMemorySegment(BYTES, source, block + byteVector(i), ORDER)
                            .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                    float partScale = scale * format.partScale(source, block, 2 * quarter + i / 16);
                    IntVector low = four.lanewise(LSHR, 2 * (quarter % 4)).and(3);
                    IntVector high = thirds.lanewise(LSHR, quarter).lanewise(LSHL, 2).and(4);
                    ((FloatVector) low.or(high).sub(4).convert(I2F, 0)).mul(partScale)
                            .intoArray(target, from + Q3_K.BLOCK_LENGTH * b + 32 * quarter + i);
                }
            }
        }
    }
}
