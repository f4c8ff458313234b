package dev.parlance.engine.jvm.nn;

import java.util.Arrays;

/**
 * A linear map with a bias: {@code y = weight . x + bias}.
 *
 * @param weight (outputs, inputs)
 * @param bias (outputs), or empty for none
 */
public record Linear(Matrix weight, float[] bias) {
    private static final float[] NONE = {};

    /** Makes a map without a bias. */
    public Linear(Matrix weight) {
        this(weight, NONE);
    }

    /** Returns the map to some of the outputs: one of several that a file holds as one. */
    public Linear part(int from, int count) {
        return new Linear(weight.part(from, count),
                bias.length == 0 ? bias : Arrays.copyOfRange(bias, from, from + count));
    }
}
