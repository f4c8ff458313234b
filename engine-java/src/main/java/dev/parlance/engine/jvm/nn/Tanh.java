package dev.parlance.engine.jvm.nn;

/**
 * The hyperbolic tangent in float as glibc up to 2.40 has it ({@code tanhf}, from Sun's fdlibm, largest error about 2 ulp),
 * which ggml calls: GELU and soft caps agree bit for bit with it. Later versions of glibc round it correctly.
 */
final class Tanh {
    private static final float LN2_HIGH = 0x1.62e3p-1f;
    private static final float LN2_LOW = 0x1.2fefa2p-17f;
    private static final float ONE_OVER_LN2 = 0x1.715476p+0f;
    /** From here on the result is 1 or -1. */
    private static final float SATURATED = 22;

    private Tanh() {}

    /** Returns the hyperbolic tangent. */
    static float of(float x) {
        float magnitude = Math.abs(x);
        if (magnitude >= SATURATED) {
            return Math.signum(x);
        }
        if (magnitude >= 1) {
            float result = 1 - 2 / (expm1(2 * magnitude) + 2);
            return x < 0 ? -result : result;
        }
        float t = expm1(-2 * magnitude);
        return Math.copySign(-t / (t + 2), x);
    }

    /** Returns {@code e^x - 1} for arguments of a magnitude below 44. */
    private static float expm1(float argument) {
        // argument = k ln 2 + x, and x + c is the rest more exactly
        float x = argument;
        float c = 0;
        int k = 0;
        float magnitude = Math.abs(argument);
        if (magnitude > 0x1.62e43p-2f) { // ln 2 / 2
            float t;
            if (magnitude < 0x1.0a2b24p+0f) { // 3 / 2 ln 2
                k = argument < 0 ? -1 : 1;
                t = k;
            } else {
                k = (int) (ONE_OVER_LN2 * argument + (argument < 0 ? -0.5f : 0.5f));
                t = k;
            }
            float high = argument - t * LN2_HIGH;
            float low = t * LN2_LOW;
            x = high - low;
            c = high - x - low;
        } else if (magnitude < 0x1p-25f) {
            return argument;
        }
        float half = 0.5f * x;
        float hxs = x * half;
        float r = 1 + hxs * (-0x1.111112p-5f
                + hxs * (0x1.a01a02p-10f
                        + hxs * (-0x1.4ce19ap-14f + hxs * (0x1.0cfca8p-18f + hxs * -0x1.afdb76p-23f))));
        float t = 3 - r * half;
        float e = hxs * ((r - t) / (6 - x * t));
        if (k == 0) {
            return x - (x * e - hxs);
        }
        e = x * (e - c) - c - hxs;
        if (k == -1) {
            return 0.5f * (x - e) - 0.5f;
        }
        if (k == 1) {
            return x < -0.25f ? -2 * (e - (x + 0.5f)) : 1 + 2 * (x - e);
        }
        if (k <= -2 || k > 56) {
            return Math.scalb(1 - (e - x), k) - 1;
        }
        if (k < 23) {
            return Math.scalb(1 - Math.scalb(1f, -k) - (e - x), k);
        }
        return Math.scalb(x - (e + Math.scalb(1f, -k)) + 1, k);
    }
}
