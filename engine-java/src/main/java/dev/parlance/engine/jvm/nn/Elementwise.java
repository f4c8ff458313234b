package dev.parlance.engine.jvm.nn;

/** Sums and multiples of activations. */
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

    /** Multiplies each element by a factor. */
    public static void scale(Activations target, float factor) {
        float[] product = target.values();
        for (int i = 0; i < target.offset(target.rows()); i++) {
            product[i] *= factor;
        }
    }
}
