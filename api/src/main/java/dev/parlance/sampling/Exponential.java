package dev.parlance.sampling;

/**
 * The exponential of many numbers, the same on every machine.
 *
 * <p>exp(x) = exp(x / 2<sup>10</sup>) squared ten times, the inner one being the Taylor polynomial of degree 7. This takes
 * multiplications and fused multiply-adds only, which are exact to the last bit by Java's definition, and which the compiler
 * turns into vector instructions. Squaring doubles the relative error of rounding: with 2<sup>-53</sup> for the polynomial
 * it ends at about 2<sup>-43</sup>, one part in 10<sup>13</sup>; the polynomial's own error is smaller for all x &ge; -40, and
 * below 0.4 % down to where the result underflows.
 */
final class Exponential {
    /** Where the result is 0 for sure. */
    private static final double LOWEST = -800;

    private Exponential() {}

    /**
     * Computes exp(x<sub>i</sub> - max) for the indices in a range.
     *
     * @param max finite, none of the numbers is larger
     */
    static void compute(float[] x, int from, int to, float max, double[] result) {
        for (int i = from; i < to; i++) {
            double y = Math.max((double) x[i] - max, LOWEST) * 0x1p-10;
            double w = Math.fma(y, 1 / 5040., 1 / 720.);
            w = Math.fma(y, w, 1 / 120.);
            w = Math.fma(y, w, 1 / 24.);
            w = Math.fma(y, w, 1 / 6.);
            w = Math.fma(y, w, 1 / 2.);
            w = Math.fma(y, w, 1);
            w = Math.fma(y, w, 1);
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            result[i] = w * w;
        }
    }
}
