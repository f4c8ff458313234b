package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.parlance.gguf.quant.Q4_0;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;

/** {@link Q4_0}. The lower halves of a block's bytes are its first 16 weights, the upper halves the others. */
final class VectorQ40 implements VectorFormat {
    private static final long BLOCK = 18;

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int b = 0; b < count / Q4_0.BLOCK_LENGTH; b++) {
            float scale = Float.float16ToFloat(source.get(Q4_0.SCALE, offset + BLOCK * b));
            for (int i = 0; i < Q4_0.BLOCK_LENGTH / 2; i += LANES) {
                int at = Q4_0.NIBBLES + byteVector(i);
                IntVector both = (IntVector) ByteVector.fromMemorySegment(BYTES, source, offset + BLOCK * b + at, ORDER)
                        .convertShape(B2I, INTS, part(i));
                int to = from + Q4_0.BLOCK_LENGTH * b + i;
                ((FloatVector) both.and(15).sub(8).convert(I2F, 0)).mul(scale).intoArray(target, to);
                ((FloatVector) both.lanewise(LSHR, 4).and(15).sub(8).convert(I2F, 0)).mul(scale)
                        .intoArray(target, to + Q4_0.BLOCK_LENGTH / 2);
            }
        }
    }

    @Override
    public void dot(MemorySegment source, long offset, long apart, int columns, float[] x, int from,
            float[] scratch) {
        long row0 = offset;
        long row1 = offset + apart;
        long row2 = offset + 2 * apart;
        long row3 = offset + 3 * apart;
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        for (int b = 0; b < columns / Q4_0.BLOCK_LENGTH; b++) {
            float scale0 = Float.float16ToFloat(source.get(Q4_0.SCALE, row0 + BLOCK * b));
            float scale1 = Float.float16ToFloat(source.get(Q4_0.SCALE, row1 + BLOCK * b));
            float scale2 = Float.float16ToFloat(source.get(Q4_0.SCALE, row2 + BLOCK * b));
            float scale3 = Float.float16ToFloat(source.get(Q4_0.SCALE, row3 + BLOCK * b));
            for (int half = 0; half < 2; half++) {
                for (int i = 0; i < Q4_0.BLOCK_LENGTH / 2; i += LANES) {
                    int at = Q4_0.NIBBLES + byteVector(i);
                    FloatVector in = FloatVector.fromArray(FLOATS, x, from + Q4_0.BLOCK_LENGTH * b + 16 * half + i);
                    sum0 = ((FloatVector) ((IntVector) ByteVector
                            .fromMemorySegment(BYTES, source, row0 + BLOCK * b + at, ORDER)
                            .convertShape(B2I, INTS, part(i)))
                            .lanewise(LSHR, 4 * half).and(15).sub(8).convert(I2F, 0)).mul(scale0).fma(in, sum0);
                    sum1 = ((FloatVector) ((IntVector) ByteVector
                            .fromMemorySegment(BYTES, source, row1 + BLOCK * b + at, ORDER)
                            .convertShape(B2I, INTS, part(i)))
                            .lanewise(LSHR, 4 * half).and(15).sub(8).convert(I2F, 0)).mul(scale1).fma(in, sum1);
                    sum2 = ((FloatVector) ((IntVector) ByteVector
                            .fromMemorySegment(BYTES, source, row2 + BLOCK * b + at, ORDER)
                            .convertShape(B2I, INTS, part(i)))
                            .lanewise(LSHR, 4 * half).and(15).sub(8).convert(I2F, 0)).mul(scale2).fma(in, sum2);
                    sum3 = ((FloatVector) ((IntVector) ByteVector
                            .fromMemorySegment(BYTES, source, row3 + BLOCK * b + at, ORDER)
                            .convertShape(B2I, INTS, part(i)))
                            .lanewise(LSHR, 4 * half).and(15).sub(8).convert(I2F, 0)).mul(scale3).fma(in, sum3);
                }
            }
        }
        sum0.intoArray(scratch, 0);
        sum1.intoArray(scratch, LANES);
        sum2.intoArray(scratch, 2 * LANES);
        sum3.intoArray(scratch, 3 * LANES);
    }
}
