package dev.parlance.engine.jvm.nn;

/**
 * The exponential function in float as glibc has it ({@code expf}, from ARM's optimized-routines, largest error 0.502 ulp):
 * what ggml computes with where the elements left make no vector.
 */
final class ScalarExponential {
    private static final int STEPS = 32;
    private static final double STEPS_PER_E = 0x1.71547652b82fep+0 * STEPS; // STEPS / ln 2
    // 2^(r / STEPS) - 1 for r from -1/2 to 1/2
    private static final double C3 = 0x1.c6af84b912394p-5 / STEPS / STEPS / STEPS;
    private static final double C2 = 0x1.ebfce50fac4f3p-3 / STEPS / STEPS;
    private static final double C1 = 0x1.62e42ff0c52d6p-1 / STEPS;
    /** 2^(i / STEPS). */
    private static final double[] POWERS = new double[STEPS];

    static {
        for (int i = 0; i < STEPS; i++) {
            POWERS[i] = StrictMath.pow(2, i / (double) STEPS);
        }
    }

    private ScalarExponential() {}

    /** Returns e to the power of x. */
    static float exp(float x) {
        double z = STEPS_PER_E * Math.clamp(x, -200f, 200f); // beyond, the result is 0 or infinity too
        double k = Math.rint(z);
        double r = z - k;
        long index = (long) k;
        double power = Math.scalb(POWERS[(int) (index & (STEPS - 1))], (int) Math.floorDiv(index, (long) STEPS));
        return (float) (((C3 * r + C2) * (r * r) + (C1 * r + 1)) * power);
    }
}
