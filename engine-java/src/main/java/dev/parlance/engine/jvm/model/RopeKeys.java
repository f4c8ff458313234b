package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.RopeScaling;
import org.jspecify.annotations.Nullable;

/**
 * What a model's metadata say of its rotary embedding.
 *
 * @param headSize the elements of a head
 * @param dimensions how many of them are rotated
 * @param base the base of the angles
 * @param scaling {@code none}, {@code linear}, {@code yarn} or {@code longrope}
 * @param factor how much longer texts get by the scaling, 1 for none
 * @param attention a factor of the magnitude
 * @param originalContext the context length that the model was trained for before its angles were scaled
 */
record RopeKeys(int headSize, int dimensions, float base, String scaling, float factor, float attention,
        int originalContext) {

    /** llama.cpp has contexts of multiples of this. */
    private static final int CONTEXT_STEP = 256;

    /** Returns the same with another base. */
    RopeKeys withBase(float other) {
        return new RopeKeys(headSize, dimensions, other, scaling, factor, attention, originalContext);
    }

    /** Returns the same without scaling. */
    RopeKeys unscaled() {
        return new RopeKeys(headSize, dimensions, base, "none", 1, attention, originalContext);
    }

    /** Returns the same with neither scaling nor a factor of the magnitude. */
    RopeKeys asTrained() {
        return new RopeKeys(headSize, dimensions, base, "none", 1, 1, originalContext);
    }

    /** Makes the rotation of a model without frequency factors. */
    Rope rope(Rope.Pairs pairs) {
        return rope(pairs, null);
    }

    /** Makes the rotation of a model that may have factors for each frequency, as Llama 3.1 has, or two sets of them. */
    Rope rope(Rope.Pairs pairs, Weights w, Compute compute) {
        return scaling.equals("longrope")
                ? longRope(pairs, w, compute)
                : rope(pairs, factors(w, "rope_freqs.weight"));
    }

    /**
     * Makes the rotation of a model that may have factors for short and for long contexts (Ding et al., "LongRoPE", 2024).
     * As in llama.cpp the room that sessions have decides, not the length of a text.
     */
    Rope longRope(Rope.Pairs pairs, Weights w, Compute compute) {
        float @Nullable [] forLong = factors(w, "rope_factors_long.weight");
        float @Nullable [] forShort = factors(w, "rope_factors_short.weight");
        long room = Math.ceilDiv((long) compute.contextLength(), CONTEXT_STEP) * CONTEXT_STEP;
        return rope(pairs, room > originalContext ? forLong : forShort);
    }

    private float @Nullable [] factors(Weights w, String name) {
        return w.contains(name) ? w.vector(name, dimensions / 2) : null;
    }

    private Rope rope(Rope.Pairs pairs, float @Nullable [] frequencyFactors) {
        return new Rope(pairs, headSize, dimensions, base, scaling.equals("yarn")
                ? RopeScaling.yarn(factor, attention, dimensions, base, originalContext, frequencyFactors)
                : RopeScaling.linear(factor, attention, frequencyFactors));
    }
}
