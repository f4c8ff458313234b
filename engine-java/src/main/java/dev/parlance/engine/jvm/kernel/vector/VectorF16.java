package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.SHORTS;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.parlance.gguf.quant.F16;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

import java.lang.foreign.MemorySegment;

/**
 * {@link F16}. The Vector API has no conversion, so that one is made of integers: the exponent and fraction are
 * moved to where a float has them and the exponent's bias is corrected by 112. It is added twice and taken away once by
 * a multiplication, so that infinities stay; and numbers below 2^-14, which have no leading 1, get one that is then
 * subtracted. A multiplication alone could do all this, but takes hundreds of cycles for such a number on some processors.
 */
final class VectorF16 implements VectorFormat {
    private static final long VECTOR = (long) Short.BYTES * LANES;
    static final int SIGN = 0x8000_0000;
    static final int MAGNITUDE = 0x0FFF_E000;
    static final int HIGH = 224 << 23;
    static final int LOW = 113 << 23;
    /** Magnitudes below it have no leading 1. */
    static final int NORMAL = 1 << 23;

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        decodeWeights(source, offset, target, from, count);
    }

    /** See {@link #decode}. */
    static void decodeWeights(MemorySegment source, long offset, float[] target, int from, int count) {
        int vectors = count / LANES;
        for (int i = 0; i < vectors; i++) {
            IntVector half = (IntVector) ShortVector.fromMemorySegment(SHORTS, source, offset + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0);
            IntVector bits = half.lanewise(LSHL, 13).and(MAGNITUDE);
            bits.add(HIGH).reinterpretAsFloats().mul(0x1p-112f)
                    .blend(bits.add(LOW).reinterpretAsFloats().sub(0x1p-14f), bits.lt(NORMAL).cast(FLOATS))
                    .reinterpretAsInts().or(half.and(SIGN)).reinterpretAsFloats().intoArray(target, from + LANES * i);
        }
        int rest = LANES * vectors;
        F16.INSTANCE.decode(source, offset + VECTOR * vectors, target, from + rest, count - rest);
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
            IntVector half0 = (IntVector) ShortVector.fromMemorySegment(SHORTS, source, row0 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0);
            IntVector bits0 = half0.lanewise(LSHL, 13).and(MAGNITUDE);
            sum0 = bits0.add(HIGH).reinterpretAsFloats().mul(0x1p-112f)
                    .blend(bits0.add(LOW).reinterpretAsFloats().sub(0x1p-14f), bits0.lt(NORMAL).cast(FLOATS))
                    .reinterpretAsInts().or(half0.and(SIGN)).reinterpretAsFloats().fma(in, sum0);
            IntVector half1 = (IntVector) ShortVector.fromMemorySegment(SHORTS, source, row1 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0);
            IntVector bits1 = half1.lanewise(LSHL, 13).and(MAGNITUDE);
            sum1 = bits1.add(HIGH).reinterpretAsFloats().mul(0x1p-112f)
                    .blend(bits1.add(LOW).reinterpretAsFloats().sub(0x1p-14f), bits1.lt(NORMAL).cast(FLOATS))
                    .reinterpretAsInts().or(half1.and(SIGN)).reinterpretAsFloats().fma(in, sum1);
            IntVector half2 = (IntVector) ShortVector.fromMemorySegment(SHORTS, source, row2 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0);
            IntVector bits2 = half2.lanewise(LSHL, 13).and(MAGNITUDE);
            sum2 = bits2.add(HIGH).reinterpretAsFloats().mul(0x1p-112f)
                    .blend(bits2.add(LOW).reinterpretAsFloats().sub(0x1p-14f), bits2.lt(NORMAL).cast(FLOATS))
                    .reinterpretAsInts().or(half2.and(SIGN)).reinterpretAsFloats().fma(in, sum2);
            IntVector half3 = (IntVector) ShortVector.fromMemorySegment(SHORTS, source, row3 + VECTOR * i, ORDER)
                    .convertShape(S2I, INTS, 0);
            IntVector bits3 = half3.lanewise(LSHL, 13).and(MAGNITUDE);
            sum3 = bits3.add(HIGH).reinterpretAsFloats().mul(0x1p-112f)
                    .blend(bits3.add(LOW).reinterpretAsFloats().sub(0x1p-14f), bits3.lt(NORMAL).cast(FLOATS))
                    .reinterpretAsInts().or(half3.and(SIGN)).reinterpretAsFloats().fma(in, sum3);
        }
        sum0.intoArray(scratch, 0);
        sum1.intoArray(scratch, LANES);
        sum2.intoArray(scratch, 2 * LANES);
        sum3.intoArray(scratch, 3 * LANES);
    }
}
