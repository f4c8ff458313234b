package dev.parlance.engine.jvm.nn;

/**
 * What a gated feed-forward network does to the products of its two input matrices (Shazeer, "GLU Variants Improve
 * Transformer", 2020): {@code gate = f(gate) * up}.
 */
@FunctionalInterface
public interface GatedActivation {
    /** With {@code f(x) = x / (1 + e^-x)}. */
    GatedActivation SILU = SwiGlu::apply;

    /** With {@link Gelu}. */
    GatedActivation GELU = Gelu::apply;

    /**
     * That of gpt-oss: {@code f(x) = x / (1 + e^(-1.702 x))}, where x is at most 7, and {@code up} is from -7 to 7 and
     * increased by 1.
     */
    GatedActivation CLAMPED_SILU = ClampedSwiGlu::apply;

    /**
     * Computes some elements.
     *
     * @param gate rows of some columns, receives the result
     * @param up the same rows and columns
     * @param from the first element
     * @param to the index after the last
     * @param columns the length of a row
     */
    void apply(float[] gate, float[] up, int from, int to, int columns);
}
