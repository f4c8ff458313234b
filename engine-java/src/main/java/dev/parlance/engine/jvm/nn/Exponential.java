package dev.parlance.engine.jvm.nn;

/**
 * The exponential function in float, with the polynomial that ggml's vector code uses (from ARM's optimized-routines,
 * largest error 1.45 ulp), so that soft-max and SiLU agree with it bit for bit.
 */
public final class Exponential {
    /** The logarithm of e to base 2. */
    public static final float LOG2_E = 0x1.715476p+0f;
    /** The upper bits of the natural logarithm of 2. */
    public static final float LN2_HIGH = 0x1.62e4p-1f;
    /** What they lack. */
    public static final float LN2_LOW = 0x1.7f7d1cp-20f;
    /** Added to a number of small magnitude it rounds it to an integer, which then stands in the low bits. */
    public static final float SHIFT = 0x1.8p23f;
    /** The coefficient of b in e^b - 1. */
    public static final float C1 = 0x1.ffffecp-1f;
    /** The coefficient of b^2. */
    public static final float C2 = 0x1.fffdb6p-2f;
    /** The coefficient of b^3. */
    public static final float C3 = 0x1.555e66p-3f;
    /** The coefficient of b^4. */
    public static final float C4 = 0x1.573e2ep-5f;
    /** The coefficient of b^5. */
    public static final float C5 = 0x1.0e4020p-7f;

    private Exponential() {}

    /** Returns e to the power of x. */
    public static float exp(float x) {
        float shifted = x * LOG2_E + SHIFT;
        float n = shifted - SHIFT; // x = n ln 2 + b
        float b = (x - n * LN2_HIGH) - n * LN2_LOW;
        float b2 = b * b;
        float expm1 = ((C5 * b + C4) * b2 + (C3 * b + C2)) * b2 + C1 * b;
        int exponent = Float.floatToRawIntBits(shifted) << 23;
        if (Math.abs(n) <= 126) {
            float power = Float.intBitsToFloat(exponent + 0x3F800000); // 2^n
            return expm1 * power + power;
        }
        // 2^n is out of the normal range: in two factors.
        int half = n <= 0 ? 0x82000000 : 0;
        float outer = Float.intBitsToFloat(half + 0x7F000000);
        if (Math.abs(n) > 192) {
            return outer * outer; // infinity or zero
        }
        float inner = Float.intBitsToFloat(exponent - half);
        return (inner * expm1 + inner) * outer;
    }
}
