package dev.parlance.sampling;

import dev.parlance.internal.Quicksort;

import java.util.Arrays;

/**
 * The largest of every {@value #COLUMNS}th logit, from each of the first {@value #COLUMNS} on, as if they stood in rows of
 * that length: enough to find the best without a look at all, and computed with vector instructions.
 */
final class Maxima {
    static final int COLUMNS = 2048;

    /** For how many a look at their columns is quicker than one at all. */
    private static final int FEW = 128;

    /** Of how many columns one may have some for a branch to be guessed right. */
    private static final int SELDOM = 4;

    /** By column. In double precision because the compiler makes no vectors of a loop over two arrays of one type. */
    private final double[] largest;

    private boolean known;

    Maxima(int room) {
        largest = new double[Math.min(room, COLUMNS)];
    }

    /** Computes them anew when they are asked for. */
    void forget() {
        known = false;
    }

    /** Takes note of a change of one logit. */
    void change(int index, float before, float after) {
        double max = largest[index % COLUMNS];
        if (after >= max) {
            largest[index % COLUMNS] = after;
        } else if (before >= max) {
            known = false;
        }
    }

    /** Takes note of a division of all logits, which rounds the largest as it rounds any. */
    void divide(float divisor) {
        for (int column = 0; column < largest.length; column++) {
            largest[column] = (float) largest[column] / divisor;
        }
    }

    /** Returns whether logits from a threshold on are in few columns only, so that they are few themselves. */
    boolean areFew(float threshold, float[] logits, int size) {
        learn(logits, size);
        int columns = 0;
        for (double one : largest) {
            columns += one >= threshold ? 1 : 0;
        }
        return columns <= COLUMNS / SELDOM;
    }

    private void learn(float[] logits, int size) {
        if (!known) {
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            for (int from = 0; from < size; from += COLUMNS) {
                learnRow(logits, from, Math.min(COLUMNS, size - from), largest);
            }
            known = true;
        }
    }

    private static void learnRow(float[] logits, int from, int count, double[] largest) {
        for (int i = 0; i < count; i++) {
            largest[i] = Math.max(largest[i], logits[from + i]);
        }
    }

    /** Returns the largest of all, NaN if one is NaN. */
    float max(float[] logits, int size) {
        learn(logits, size);
        double max = Double.NEGATIVE_INFINITY;
        for (double one : largest) {
            if (!(one <= max)) {
                if (Double.isNaN(one)) {
                    return Float.NaN;
                }
                max = one;
            }
        }
        return (float) max;
    }

    /**
     * Returns the index of the largest, of equal ones that of the smallest token.
     *
     * @param sortedByToken whether that is also the smallest index
     */
    int best(int[] tokens, float[] logits, int size, boolean sortedByToken) {
        float max = max(logits, size);
        int best = -1;
        for (int column = 0; column < Math.min(size, COLUMNS); column++) {
            if (sortedByToken && best >= 0 && best < column) {
                break;
            }
            for (int i = column; i < size && largest[column] == max; i += COLUMNS) {
                if (logits[i] == max && (best < 0 || tokens[i] < tokens[best])) {
                    best = i;
                }
                if (sortedByToken && best >= 0 && best <= i) {
                    break;
                }
            }
        }
        return best;
    }

    /**
     * Collects the keys of candidates among which are the best: those that are at least as good as the worst of the best
     * columns.
     *
     * @param count how many are wanted, at most as many as there are columns, each of which has some
     * @param keys where to put them; as long as there are candidates
     * @return how many they are, at least as many as wanted
     */
    int collectBest(int count, int[] tokens, float[] logits, int size, long[] keys) {
        learn(logits, size);
        for (int column = 0; column < COLUMNS; column++) {
            keys[column] = Ranking.key(column, (float) largest[column]);
        }
        Quicksort.select(keys, 0, COLUMNS - 1, count - 1);
        float threshold = Ranking.logit(keys[count - 1]);
        return count > FEW
                ? collect(0, 1, threshold, tokens, logits, size, keys, 0)
                : collectByColumn(threshold, tokens, logits, size, keys);
    }

    private int collectByColumn(float threshold, int[] tokens, float[] logits, int size, long[] keys) {
        int collected = 0;
        for (int column = 0; column < COLUMNS; column++) {
            if (largest[column] >= threshold) {
                collected = collect(column, COLUMNS, threshold, tokens, logits, size, keys, collected);
            }
        }
        return collected;
    }

    private static int collect(int from, int step, float threshold, int[] tokens, float[] logits, int size,
            long[] keys, int before) {
        int collected = before;
        for (int i = from; i < size; i += step) {
            if (logits[i] >= threshold) {
                keys[collected++] = Ranking.key(tokens[i], logits[i]);
            }
        }
        return collected;
    }
}
