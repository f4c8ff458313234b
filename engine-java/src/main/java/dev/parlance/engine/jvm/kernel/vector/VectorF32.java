package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;

import dev.parlance.gguf.quant.F32;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/** {@link F32}: nothing to decode. */
final class VectorF32 implements VectorFormat {
    private static final long VECTOR = (long) Float.BYTES * LANES;

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        F32.INSTANCE.decode(source, offset, target, from, count);
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
        for (int i = 0; i < columns / LANES; i++) {
            FloatVector in = FloatVector.fromArray(FLOATS, x, from + LANES * i);
            sum0 = FloatVector.fromMemorySegment(FLOATS, source, row0 + VECTOR * i, ORDER).fma(in, sum0);
            sum1 = FloatVector.fromMemorySegment(FLOATS, source, row1 + VECTOR * i, ORDER).fma(in, sum1);
            sum2 = FloatVector.fromMemorySegment(FLOATS, source, row2 + VECTOR * i, ORDER).fma(in, sum2);
            sum3 = FloatVector.fromMemorySegment(FLOATS, source, row3 + VECTOR * i, ORDER).fma(in, sum3);
        }
        sum0.intoArray(scratch, 0);
        sum1.intoArray(scratch, LANES);
        sum2.intoArray(scratch, 2 * LANES);
        sum3.intoArray(scratch, 3 * LANES);
    }
}
