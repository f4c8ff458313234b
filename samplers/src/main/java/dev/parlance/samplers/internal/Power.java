package dev.parlance.samplers.internal;

/** Powers, the same on every machine. {@link StrictMath#pow} is that too, but makes arrays at every call. */
final class Power {
    private Power() {}

    /**
     * Returns base<sup>exponent</sup>, good to about one part in 2<sup>52</sup> for each natural logarithm that the result
     * is from 1.
     *
     * @param base at least 0
     */
    static double of(double base, double exponent) {
        return exponent == 0 ? 1 : StrictMath.exp(exponent * StrictMath.log(base));
    }
}
