package dev.parlance.engine.jvm.nn;

/** Sums of activations. */
public final class Elementwise {
    private Elementwise() {}

    /** Adds to each element of the target the element of the other at the same place. */
    public static void add(Activations target, Activations other) {
        float[] sum = target.values();
        float[] added = other.values();
        for (int i = 0; i < target.offset(target.rows()); i++) {
            sum[i] += added[i];
        }
    }

    /** Adds a bias, (columns), to each row; an empty one stands for none. */
    public static void addBias(Activations target, float[] bias) {
        if (bias.length == 0) {
            return;
        }
        float[] sum = target.values();
        for (int row = 0; row < target.rows(); row++) {
            int from = target.offset(row);
            for (int i = 0; i < bias.length; i++) {
                sum[from + i] += bias[i];
            }
        }
    }
}
