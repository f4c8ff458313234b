package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.B2F;

import dev.parlance.gguf.quant.Q8_0;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/** {@link Q8_0}. A quant has 8 bits and its scale 11, so that their product is exact. */
final class VectorQ80 implements VectorFormat {
    private static final long BLOCK = Q8_0.BLOCK_BYTES;

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int b = 0; b < count / Q8_0.BLOCK_LENGTH; b++) {
            float scale = Float.float16ToFloat(source.get(Q8_0.SCALE, offset + BLOCK * b));
            for (int i = 0; i < Q8_0.BLOCK_LENGTH; i += LANES) {
                int at = Q8_0.QUANTS + byteVector(i);
                ((FloatVector) ByteVector.fromMemorySegment(BYTES, source, offset + BLOCK * b + at, ORDER)
                        .convertShape(B2F, FLOATS, part(i))).mul(scale)
                        .intoArray(target, from + Q8_0.BLOCK_LENGTH * b + i);
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
        for (int b = 0; b < columns / Q8_0.BLOCK_LENGTH; b++) {
            float scale0 = Float.float16ToFloat(source.get(Q8_0.SCALE, row0 + BLOCK * b));
            float scale1 = Float.float16ToFloat(source.get(Q8_0.SCALE, row1 + BLOCK * b));
            float scale2 = Float.float16ToFloat(source.get(Q8_0.SCALE, row2 + BLOCK * b));
            float scale3 = Float.float16ToFloat(source.get(Q8_0.SCALE, row3 + BLOCK * b));
            for (int i = 0; i < Q8_0.BLOCK_LENGTH; i += LANES) {
                int at = Q8_0.QUANTS + byteVector(i);
                FloatVector in = FloatVector.fromArray(FLOATS, x, from + Q8_0.BLOCK_LENGTH * b + i);
                sum0 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, source, row0 + BLOCK * b + at, ORDER)
                        .convertShape(B2F, FLOATS, part(i))).mul(scale0).fma(in, sum0);
                sum1 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, source, row1 + BLOCK * b + at, ORDER)
                        .convertShape(B2F, FLOATS, part(i))).mul(scale1).fma(in, sum1);
                sum2 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, source, row2 + BLOCK * b + at, ORDER)
                        .convertShape(B2F, FLOATS, part(i))).mul(scale2).fma(in, sum2);
                sum3 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, source, row3 + BLOCK * b + at, ORDER)
                        .convertShape(B2F, FLOATS, part(i))).mul(scale3).fma(in, sum3);
            }
        }
        sum0.intoArray(scratch, 0);
        sum1.intoArray(scratch, LANES);
        sum2.intoArray(scratch, 2 * LANES);
        sum3.intoArray(scratch, 3 * LANES);
    }
}
