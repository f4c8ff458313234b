package dev.parlance.engine.jvm.nn;

/** The logistic function, 1 / (1 + e^-x). */
public final class Sigmoid {
    private Sigmoid() {}

    /**
     * Replaces each element of a single column. llama.cpp divides {@code x / (1 + e^-x)} by x, with the exponential of the C
     * library because one column makes no vector.
     *
     * @param x (rows, 1)
     */
    public static void apply(Activations x) {
        float[] values = x.values();
        for (int i = 0; i < x.rows(); i++) {
            values[i] = values[i] == 0 ? 0.5f : values[i] / (1 + ScalarExponential.exp(-values[i])) / values[i];
        }
    }
}
