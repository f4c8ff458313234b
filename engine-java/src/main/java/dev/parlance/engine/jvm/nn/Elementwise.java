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

    /** Multiplies each row by a factor of its own, (rows, 1). */
    public static void scaleRows(Activations target, Activations factors) {
        float[] product = target.values();
        for (int row = 0; row < target.rows(); row++) {
            float factor = factors.values()[row];
            for (int i = target.offset(row); i < target.offset(row + 1); i++) {
                product[i] *= factor;
            }
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
