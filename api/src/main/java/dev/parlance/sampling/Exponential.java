package dev.parlance.sampling;

/**
 * The exponential of many numbers, the same on every machine.
 *
 * <p>exp(x) = exp(x / 2<sup>10</sup>) squared ten times, the inner one being the Taylor polynomial of degree 7. This takes
 * multiplications and additions only, which are exact to the last bit by Java's definition, and which the compiler turns
 * into vector instructions. Squaring doubles the relative error of rounding: with 2<sup>-53</sup> for the polynomial it
 * ends at about 2<sup>-43</sup>, one part in 10<sup>13</sup>; the polynomial's own error is smaller for all x &ge; -40, and
 * below 0.4 % down to where the result underflows.
 */
final class Exponential {
    /** Where the result is 0 for sure. */
    private static final double LOWEST = -800;

    private static final int LANES = 8;

    private Exponential() {}

    /**
     * Computes exp(x<sub>i</sub> - max), and returns their sum.
     *
     * @param max finite, none of the numbers is larger
     */
    static double weights(float[] x, int count, float max, double[] weights) {
        for (int i = 0; i < count; i++) {
            double y = Math.max((double) x[i] - max, LOWEST) * 0x1p-10;
            double w = 1 + y * (1 + y * (1 / 2. + y * (1 / 6. + y * (1 / 24. + y * (1 / 120. + y * (1 / 720. + y
                    * (1 / 5040.)))))));
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            w *= w;
            weights[i] = w * w;
        }
        return sum(weights, count);
    }

    /** Adds in eight sums, whose additions need not wait for each other, and these pairwise. */
    private static double sum(double[] a, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        double sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
        for (int i = whole; i < count; i++) {
            sum += a[i];
        }
        return sum;
    }
}
