package dev.parlance;

import java.util.Arrays;
import java.util.Objects;

/** A text as a vector of length 1 (in the Euclidean norm), so that the dot product of two is their cosine similarity. */
public final class Embedding {
    private final float[] vector;

    /**
     * Makes an embedding from a vector, which is scaled to length 1 (one of all zeros stays so) and copied.
     *
     * @throws IllegalArgumentException if a component is infinite or NaN
     */
    public Embedding(float[] vector) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        "component " + i + " is " + vector[i] + ", expected a finite number");
            }
            sum += (double) vector[i] * vector[i];
        }
        double scale = sum == 0 ? 0 : 1 / Math.sqrt(sum);
        this.vector = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            this.vector[i] = (float) (vector[i] * scale);
        }
    }

    /** Returns the number of dimensions. */
    public int size() {
        return vector.length;
    }

    /** Returns one component, from -1 to 1. */
    public float get(int index) {
        return vector[Objects.checkIndex(index, vector.length)];
    }

    /** Returns a copy of the vector. */
    public float[] toArray() {
        return vector.clone();
    }

    /**
     * Returns the cosine similarity to another embedding, from -1 to 1.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public double similarity(Embedding other) {
        if (other.vector.length != vector.length) {
            throw new IllegalArgumentException("embeddings of " + vector.length + " and " + other.vector.length
                    + " dimensions do not compare; use one model for both");
        }
        double dot = 0;
        for (int i = 0; i < vector.length; i++) {
            dot += (double) vector[i] * other.vector[i];
        }
        return Math.clamp(dot, -1, 1); // rounding may go a little beyond
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding e && Arrays.equals(vector, e.vector);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vector);
    }

    @Override
    public String toString() {
        return "Embedding of " + vector.length + " dimensions";
    }
}
