package dev.parlance.engine.jvm.nn;

/**
 * Sine and cosine in float with the polynomials and reductions of ARM's optimized-routines, which glibc has too (largest
 * error 0.56 ulp). The nearest float, which is another one for 1 in 100 arguments, would set the logits apart from those
 * of llama.cpp.
 */
final class SinCos {
    private static final double HALF_PI = 0x1.921FB54442D18p0;
    private static final double TWO_OVER_PI = 0x1.45F306DC9C883p-1;
    private static final float QUARTER_PI = 0x1.921FB6p-1f;
    /** Up to here arguments are reduced by one multiplication. */
    private static final float LARGE = 120;
    private static final float TINY = 0x1p-12f;

    /** The digits of 4/pi, 32 bits from every byte on. */
    private static final int[] FOUR_OVER_PI = {0xA2, 0xA2F9, 0xA2F983, 0xA2F9836E, 0xF9836E4E, 0x836E4E44,
            0x6E4E4415, 0x4E441529, 0x441529FC, 0x1529FC27, 0x29FC2757, 0xFC2757D1, 0x2757D1F5, 0x57D1F534,
            0xD1F534DD, 0xF534DDC0, 0x34DDC0DB, 0xDDC0DB62, 0xC0DB6295, 0xDB629599, 0x6295993C, 0x95993C43,
            0x993C4390, 0x3C439041};

    private SinCos() {}

    /** Returns the sine of an angle in radians. */
    static float sin(float x) {
        return Math.abs(x) < TINY ? x : of(x, 0);
    }

    /** Returns the cosine of an angle in radians. */
    static float cos(float x) {
        return of(x, 1);
    }

    /** Returns the sine of an angle that is a number of quarter turns further. */
    private static float of(float x, int quarters) {
        float magnitude = Math.abs(x);
        if (magnitude < QUARTER_PI) {
            return quarter(x, quarters);
        }
        if (magnitude < LARGE) {
            int n = ((int) (x * (TWO_OVER_PI * 0x1p24)) + 0x800000) >> 24;
            return quarter(x - n * HALF_PI, n + quarters);
        }
        if (magnitude < Float.POSITIVE_INFINITY) {
            return large(x, quarters);
        }
        return Float.NaN;
    }

    /** Multiplies with the bits of 4/pi that matter, in integers (Payne and Hanek, 1983). */
    private static float large(float x, int quarters) {
        int bits = Float.floatToRawIntBits(Math.abs(x));
        int first = (bits >>> 26) & 15;
        long mantissa = Integer.toUnsignedLong(((bits & 0xFFFFFF) | 0x800000) << ((bits >>> 23) & 7));
        long turns = ((mantissa * FOUR_OVER_PI[first]) << 32)
                + mantissa * Integer.toUnsignedLong(FOUR_OVER_PI[first + 4])
                + ((mantissa * Integer.toUnsignedLong(FOUR_OVER_PI[first + 8])) >>> 32);
        int n = (int) ((turns + (1L << 61)) >>> 62);
        double rest = (turns - ((long) n << 62)) * (HALF_PI * 0x1p-62);
        return x < 0 ? quarter(-rest, quarters - n) : quarter(rest, quarters + n);
    }

    /** Returns the sine of an angle between -pi/4 and pi/4 plus a number of quarter turns. */
    private static float quarter(double x, int quarters) {
        double x2 = x * x;
        double value = (quarters & 1) == 0 ? sinPolynomial(x, x2) : cosPolynomial(x2);
        return (float) ((quarters & 2) == 0 ? value : -value);
    }

    private static double sinPolynomial(double x, double x2) {
        double x3 = x * x2;
        return (x + x3 * -0x1.555545995A603p-3) + x3 * x2 * (0x1.1107605230BC4p-7 + x2 * -0x1.994EB3774CF24p-13);
    }

    private static double cosPolynomial(double x2) {
        double x4 = x2 * x2;
        return (1 + x2 * -0x1.FFFFFFD0C621Cp-2 + x4 * 0x1.55553E1068F19p-5)
                + x4 * x2 * (-0x1.6C087E89A359Dp-10 + x2 * 0x1.99343027BF8C3p-16);
    }
}
