package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.engine.jvm.kernel.Kernels;
import jdk.incubator.vector.FloatVector;

/**
 * The kernels on the Vector API, at the width that the machine prefers. Like the scalar ones they give the same result
 * for any sharing and batching of rows; unlike theirs it depends on the width.
 */
public final class VectorKernels {
    /** All of them. */
    public static final Kernels KERNELS = new Kernels(FloatVector.SPECIES_PREFERRED.vectorBitSize() + "-bit vector",
            false, VectorProducts::of, IntegerProducts::has, VectorProducts::scratch, new VectorAttention());

    private VectorKernels() {}
}
