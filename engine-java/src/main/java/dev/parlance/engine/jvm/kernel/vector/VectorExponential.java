package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.parlance.engine.jvm.nn.Exponential;
import jdk.incubator.vector.FloatVector;

/** {@link Exponential} of whole vectors, with fused multiply-add and for exponents up to 0. */
final class VectorExponential {
    /** Below it the result would have no leading 1 and is 0. */
    private static final float SMALLEST = -87;

    private static final FloatVector LOG2_E = FloatVector.broadcast(FLOATS, Exponential.LOG2_E);
    private static final FloatVector SHIFT = FloatVector.broadcast(FLOATS, Exponential.SHIFT);
    private static final FloatVector MINUS_LN2_HIGH = FloatVector.broadcast(FLOATS, -Exponential.LN2_HIGH);
    private static final FloatVector MINUS_LN2_LOW = FloatVector.broadcast(FLOATS, -Exponential.LN2_LOW);
    private static final FloatVector C2 = FloatVector.broadcast(FLOATS, Exponential.C2);
    private static final FloatVector C3 = FloatVector.broadcast(FLOATS, Exponential.C3);
    private static final FloatVector C4 = FloatVector.broadcast(FLOATS, Exponential.C4);
    private static final FloatVector C5 = FloatVector.broadcast(FLOATS, Exponential.C5);
    private static final int ONE = Float.floatToRawIntBits(1);

    private VectorExponential() {}

    /**
     * Replaces values by {@code e^(value - largest)}.
     *
     * @param from the index of the first
     * @param count how many, a multiple of the lanes
     * @param largest at least as large as each of them
     */
    static void apply(float[] values, int from, int count, float largest) {
        for (int i = from; i < from + count; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, values, i).sub(largest);
            FloatVector shifted = x.fma(LOG2_E, SHIFT);
            FloatVector n = shifted.sub(SHIFT); // x = n ln 2 + b
            FloatVector b = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
            FloatVector b2 = b.mul(b);
            FloatVector expm1 = b.fma(C5, C4).fma(b2, b.fma(C3, C2)).fma(b2, b.mul(Exponential.C1));
            FloatVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23).add(ONE).reinterpretAsFloats();
            expm1.fma(power, power).blend(0, x.lt(SMALLEST)).intoArray(values, i);
        }
    }
}
