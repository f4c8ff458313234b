package dev.parlance.testkit.engine;

/** How exactly an engine repeats a token's logits when the way to them was another. */
public enum Exactness {
    /** Bit for bit, however the text was cut and whoever shared the pass. */
    BITS,
    /** As far as two correct engines may differ, by {@link dev.parlance.testkit.agreement.Yardstick}. */
    WITHIN_BARS
}
