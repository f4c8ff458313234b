package dev.parlance.gguf.quant;

import java.util.Arrays;

/**
 * ggml's searches for the scale, and the minimum, with which some numbers lose least when they become quants. All is
 * computed in float and in order, so that the same numbers get the same quants as in llama.cpp.
 */
final class ScaleSearch {
    /** Numbers that are all nearer to zero than this become zeros. */
    static final float ALL_ZERO = 1e-15f;

    /** 1.5 * 2^23: a float of this size has no digits after the point. */
    private static final float NO_FRACTION = 12582912;

    private ScaleSearch() {}

    /** Returns the whole number nearest to one of at most 2^22, ties to even; of larger ones, what ggml makes of them. */
    static int nearest(float value) {
        return (Float.floatToRawIntBits(value + NO_FRACTION) & 0x7FFFFF) - 0x400000;
    }

    /** Returns the whole number nearest to one, but not outside a range. */
    static int nearest(float value, int low, int high) {
        return Math.max(low, Math.min(high, nearest(value)));
    }

    /** Returns the number that is farthest from zero, the first if there are several. */
    static float farthest(float[] x, int from, int count) {
        float farthest = 0;
        for (int i = from; i < from + count; i++) {
            if (Math.abs(x[i]) > Math.abs(farthest)) {
                farthest = x[i];
            }
        }
        return farthest;
    }

    /**
     * Searches the scale for quants from -n to n - 1, trying 19 around that which makes the farthest number -n, such that
     * the squared errors weighted by the squares of the numbers are least.
     *
     * @param quants receives the quants plus n, from index {@code at} on
     */
    static float symmetric(float[] x, int from, int count, int n, int[] quants, int at) {
        float farthest = farthest(x, from, count);
        if (Math.abs(farthest) < ALL_ZERO) {
            Arrays.fill(quants, at, at + count, 0);
            return 0;
        }
        float scale = 0;
        float best = 0;
        for (int attempt = 0; attempt < 19; attempt++) {
            int step = attempt == 0 ? 0 : attempt <= 9 ? attempt - 10 : attempt - 9; // 0, -9 .. -1, 1 .. 9
            float inverse = step == 0 ? -n / farthest : -(n + 0.1f * step) / farthest;
            float products = 0; // of numbers and quants
            float squares = 0; // of quants
            for (int i = from; i < from + count; i++) {
                int quant = nearest(inverse * x[i], -n, n - 1);
                float weight = x[i] * x[i];
                products += weight * x[i] * quant;
                squares += weight * quant * quant;
            }
            boolean better = attempt == 0 || squares > 0 && products * products > best * squares;
            if (better) {
                for (int i = 0; i < count; i++) {
                    quants[at + i] = n + nearest(inverse * x[from + i], -n, n - 1);
                }
                scale = squares == 0 ? 0 : products / squares;
                best = scale * products;
            }
        }
        return scale;
    }

    /**
     * Searches the scale for quants from -n to n - 1: begins with that which makes the farthest number -n, and gives each
     * number in turn the quant that is best with the scale that the others have, up to five times.
     *
     * @param quants receives the quants plus n, from index {@code at} on
     */
    static float refined(float[] x, int from, int count, int n, int[] quants, int at) {
        float farthest = farthest(x, from, count);
        if (Math.abs(farthest) < ALL_ZERO) {
            Arrays.fill(quants, at, at + count, 0);
            return 0;
        }
        float inverse = -n / farthest;
        float products = 0; // of numbers and quants, weighted by the squares of the numbers
        float squares = 0; // of quants, likewise
        for (int i = 0; i < count; i++) {
            float weight = x[from + i] * x[from + i];
            int quant = nearest(inverse * x[from + i], -n, n - 1);
            quants[at + i] = quant;
            products += weight * x[from + i] * quant;
            squares += weight * quant * quant;
        }
        boolean changed = true;
        for (int round = 0; changed && round < 5; round++) {
            changed = false;
            for (int i = 0; i < count; i++) {
                float weight = x[from + i] * x[from + i];
                int quant = quants[at + i];
                float otherProducts = products - weight * x[from + i] * quant;
                float otherSquares = squares - weight * quant * quant;
                if (otherProducts <= 0) {
                    continue;
                }
                int better = nearest(x[from + i] * otherSquares / otherProducts, -n, n - 1);
                otherProducts += weight * x[from + i] * better;
                otherSquares += weight * better * better;
                if (better != quant && otherSquares > 0
                        && otherProducts * otherProducts * squares > products * products * otherSquares) {
                    quants[at + i] = better;
                    products = otherProducts;
                    squares = otherSquares;
                    changed = true;
                }
            }
        }
        for (int i = at; i < at + count; i++) {
            quants[i] += n;
        }
        return squares > 0 ? products / squares : 0;
    }

    /** A scale, and how far below zero the numbers begin. */
    record ScaleAndMinimum(float scale, float minimum) {}

    /**
     * How the scale is searched for numbers that are not symmetric about zero.
     *
     * @param largest the largest quant; the smallest is 0
     * @param first the first attempt's distance from {@code largest} of the quant that the range of the numbers gets
     * @param attempts how many there are, each by 0.1 farther
     * @param absolute whether errors count by their magnitudes, else by their squares
     */
    record Attempts(int largest, float first, int attempts, boolean absolute) {}

    /**
     * Searches the scale and the minimum for quants from 0 on such that the weighted errors are least: for each attempt by
     * linear regression of the numbers on the quants.
     *
     * @param weights how much each number's error counts
     * @param quants receives the quants, from index {@code at} on
     */
    static ScaleAndMinimum withMinimum(float[] x, int from, int count, float[] weights, Attempts how, int[] quants,
            int at) {
        float least = x[from];
        float most = x[from];
        float sumOfWeights = 0;
        float sum = 0;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, x[from + i]);
            most = Math.max(most, x[from + i]);
            sumOfWeights += weights[i];
            sum += weights[i] * x[from + i];
        }
        least = Math.min(least, 0);
        if (most == least) {
            Arrays.fill(quants, at, at + count, 0);
            return new ScaleAndMinimum(0, -least);
        }
        int n = how.largest;
        float inverse = n / (most - least);
        float scale = 1 / inverse;
        float minimum = least;
        for (int i = 0; i < count; i++) {
            quants[at + i] = nearest(inverse * (x[from + i] - least), 0, n);
        }
        float best = error(x, from, count, weights, how, quants, at, scale, minimum);
        int[] attempt = new int[count];
        for (int step = 0; step < how.attempts; step++) {
            inverse = (how.first + 0.1f * step + n) / (most - minimum); // which may be a better one than at first
            float quantSum = 0;
            float squares = 0;
            float products = 0;
            for (int i = 0; i < count; i++) {
                int quant = nearest(inverse * (x[from + i] - minimum), 0, n);
                attempt[i] = quant;
                quantSum += weights[i] * quant;
                squares += weights[i] * quant * quant;
                products += weights[i] * quant * x[from + i];
            }
            float determinant = sumOfWeights * squares - quantSum * quantSum;
            if (determinant > 0) {
                float newScale = (sumOfWeights * products - sum * quantSum) / determinant;
                float newMinimum = (squares * sum - quantSum * products) / determinant;
                if (newMinimum > 0) {
                    newMinimum = 0;
                    newScale = products / squares;
                }
                float error = error(x, from, count, weights, how, attempt, 0, newScale, newMinimum);
                if (error < best) {
                    System.arraycopy(attempt, 0, quants, at, count);
                    best = error;
                    scale = newScale;
                    minimum = newMinimum;
                }
            }
        }
        return new ScaleAndMinimum(scale, -minimum);
    }

    private static float error(float[] x, int from, int count, float[] weights, Attempts how, int[] quants, int at,
            float scale, float minimum) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            float difference = scale * quants[at + i] + minimum - x[from + i];
            sum += weights[i] * (how.absolute ? Math.abs(difference) : difference * difference);
        }
        return sum;
    }
}
