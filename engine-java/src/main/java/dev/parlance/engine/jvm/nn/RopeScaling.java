package dev.parlance.engine.jvm.nn;

import org.jspecify.annotations.Nullable;

/**
 * How the angles of {@link Rope} are changed so that a model reads longer texts than it was first trained on: linear
 * interpolation (Chen et al., 2023), YaRN (Peng et al., 2023), or factors for each frequency (Llama 3, LongRoPE).
 *
 * @param frequencyScale 1 / factor of the linear interpolation
 * @param extrapolation 1 for YaRN, 0 otherwise: how much of the high frequencies is left as trained
 * @param magnitude the factor of cosine and sine
 * @param low the pair where YaRN begins to interpolate
 * @param high the pair from which on it interpolates fully
 * @param frequencyFactors divisors of each pair's angle, or null
 */
public record RopeScaling(float frequencyScale, float extrapolation, float magnitude, float low, float high,
        float @Nullable [] frequencyFactors) {

    /** The turns after which YaRN leaves a frequency as trained, and those below which it interpolates fully. */
    private static final float FAST_TURNS = 32;
    private static final float SLOW_TURNS = 1;

    /** Angles as trained. */
    public static final RopeScaling NONE = linear(1, 1, null);

    /**
     * Divides all angles by a factor.
     *
     * @param factor 1 for angles as trained
     * @param magnitude the factor of cosine and sine, usually 1
     * @param frequencyFactors divisors of each pair's angle besides, or null
     */
    public static RopeScaling linear(float factor, float magnitude, float @Nullable [] frequencyFactors) {
        return new RopeScaling(1 / factor, 0, magnitude, 0, 0, frequencyFactors);
    }

    /**
     * Divides only the angles of low frequencies by a factor, and makes up for it by the magnitude.
     *
     * @param factor how much longer texts get
     * @param attention a factor of the magnitude, usually 1
     * @param headSize the elements of a head that are rotated
     * @param base the base of the angles
     * @param originalContext the context length that the model was first trained on
     * @param frequencyFactors divisors of each pair's angle besides, or null
     */
    public static RopeScaling yarn(float factor, float attention, int headSize, float base, int originalContext,
            float @Nullable [] frequencyFactors) {
        float scale = 1 / factor;
        float logFactor = (float) StrictMath.log(1 / scale);
        // llama.cpp divides the magnitude out of the attention factor and multiplies it in again.
        float wanted = 1 / scale <= 1 ? 1 : 0.1f * logFactor + 1;
        float magnitude = wanted * (1 / (1 + 0.1f * logFactor)) * attention * (1 + 0.1f * logFactor);
        float low = (float) Math.floor(pairOfTurns(headSize, originalContext, FAST_TURNS, base));
        float high = (float) Math.ceil(pairOfTurns(headSize, originalContext, SLOW_TURNS, base));
        return new RopeScaling(scale, 1, magnitude, Math.max(0, low), Math.min(headSize - 1, high), frequencyFactors);
    }

    /** Returns the pair whose angle makes a number of turns over the context length that the model was trained for. */
    private static float pairOfTurns(int headSize, int context, float turns, float base) {
        return headSize * (float) StrictMath.log(context / (turns * 2 * (float) Math.PI))
                / (2 * (float) StrictMath.log(base));
    }

    /** Writes cosine and sine of a pair's angle, which is given as the recurrence made it. */
    void rotation(float angle, int pair, float[] target, int at) {
        float trained = frequencyFactors == null ? angle : angle / frequencyFactors[pair];
        float interpolated = frequencyScale * trained;
        float theta = interpolated;
        if (extrapolation != 0) {
            float ramp = (pair - low) / Math.max(0.001f, high - low);
            float mix = (1 - Math.min(1, Math.max(0, ramp))) * extrapolation;
            theta = interpolated * (1 - mix) + trained * mix;
        }
        target[at] = SinCos.cos(theta) * magnitude;
        target[at + 1] = SinCos.sin(theta) * magnitude;
    }
}
