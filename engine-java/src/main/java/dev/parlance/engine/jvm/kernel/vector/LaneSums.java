package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums of the lanes of vectors: the upper half is added to the lower, the upper half of that to its lower, and so on.
 * {@code reduceLanes} would not do, because the order in which it adds is not defined and differs between interpreter and
 * compiler.
 */
final class LaneSums {
    /** Moves the upper half of a vector down. */
    static final VectorShuffle<Float> HALF = rotation(LANES / 2);
    /** Moves the upper half of the lower half down. */
    static final VectorShuffle<Float> QUARTER = rotation(LANES / 4);
    /** The same once more, if there are more than four lanes. */
    static final VectorShuffle<Float> EIGHTH = rotation(LANES / 8);
    /** The same once more, if there are more than eight lanes. */
    static final VectorShuffle<Float> SIXTEENTH = rotation(LANES / 16);

    private LaneSums() {}

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.fromOp(FLOATS, i -> (i + by) % LANES);
    }

    /**
     * Replaces vectors by their sums.
     *
     * @param values holds vectors, one after the other, and receives their sums, one after the other
     * @param from where the first vector begins, and the first sum is put
     * @param count how many
     */
    static void replace(float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            FloatVector sums = FloatVector.fromArray(FLOATS, values, from + i * LANES);
            sums = sums.add(sums.rearrange(HALF));
            sums = sums.add(sums.rearrange(QUARTER));
            if (LANES > 4) {
                sums = sums.add(sums.rearrange(EIGHTH));
            }
            if (LANES > 8) {
                sums = sums.add(sums.rearrange(SIXTEENTH));
            }
            values[from + i] = sums.lane(0);
        }
    }
}
