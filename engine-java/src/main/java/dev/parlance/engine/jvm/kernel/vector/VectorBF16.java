package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.SHORTS;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.parlance.gguf.quant.BF16;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

import java.lang.foreign.MemorySegment;

/** {@link BF16}: the upper half of a float. */
final class VectorBF16 implements VectorFormat {
    private static final long VECTOR = (long) Short.BYTES * LANES;

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        BF16.INSTANCE.decode(source, offset, target, from, count); // the compiler vectorises it by itself
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
            sum0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, source, row0 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0)).lanewise(LSHL, 16).reinterpretAsFloats().fma(in, sum0);
            sum1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, source, row1 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0)).lanewise(LSHL, 16).reinterpretAsFloats().fma(in, sum1);
            sum2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, source, row2 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0)).lanewise(LSHL, 16).reinterpretAsFloats().fma(in, sum2);
            sum3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, source, row3 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0)).lanewise(LSHL, 16).reinterpretAsFloats().fma(in, sum3);
        }
        sum0.intoArray(scratch, 0);
        sum1.intoArray(scratch, LANES);
        sum2.intoArray(scratch, 2 * LANES);
        sum3.intoArray(scratch, 3 * LANES);
    }
}
