package dev.parlance.engine.jvm.nn;

/** The gated activation of gpt-oss (OpenAI, 2025). As in ggml all exponentials are those of the C library. */
final class ClampedSwiGlu {
    private static final float ALPHA = 1.702f;
    private static final float LIMIT = 7;

    private ClampedSwiGlu() {}

    /** See {@link GatedActivation#CLAMPED_SILU}. */
    static void apply(float[] gate, float[] up, int from, int to, int columns) {
        for (int i = from; i < to; i++) {
            float x = Math.min(gate[i], LIMIT);
            float y = Math.clamp(up[i], -LIMIT, LIMIT);
            gate[i] = x / (1 + ScalarExponential.exp(ALPHA * -x)) * (y + 1);
        }
    }
}
