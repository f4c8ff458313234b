package dev.parlance.sampling;

import java.util.Objects;

/**
 * The tokens that may come next, each with its logit: a buffer that is filled for every token and that samplers narrow
 * or re-weight in place.
 *
 * <p>Candidates stand at indices from 0 to {@link #size} - 1; at first each token of the vocabulary at its own id. Only
 * {@link #sort} and {@link #sortByToken} move them. Better means a larger logit, or with equal logits (-0
 * equals 0) a smaller id, so that every order is total. No logit is ever NaN. Not thread-safe.
 */
public final class Candidates {
    private final int[] tokens;
    private final float[] logits;
    private int size;

    /** How many at the front are known to be the best of all, best first. */
    private int sorted;
    private boolean sortedByToken = true;

    /** Scratch for sorting and selecting: id and logit of each candidate in one number. Made when it is needed. */
    private long[] keys = new long[0];

    /** A rule by index. */
    @FunctionalInterface
    public interface IndexPredicate {
        /** Returns whether the rule holds for the candidate at an index. */
        boolean test(int index);
    }

    /** Makes a buffer for a vocabulary of a size, at least 1. Empty until {@link #reset}. */
    public Candidates(int vocabularySize) {
        if (vocabularySize < 1) {
            throw new IllegalArgumentException("vocabularySize: " + vocabularySize + ", expected at least 1");
        }
        tokens = new int[vocabularySize];
        logits = new float[vocabularySize];
    }

    /** Returns candidates for all tokens of some logits, which are copied. */
    public static Candidates of(float... logits) {
        Candidates candidates = new Candidates(logits.length);
        candidates.reset(logits);
        return candidates;
    }

    /**
     * Makes every token a candidate again.
     *
     * @param source one logit a token, as many as the vocabulary has; copied; a NaN counts as negative infinity
     */
    public void reset(float[] source) {
        if (source.length != tokens.length) {
            throw new IllegalArgumentException(
                    source.length + " logits for a vocabulary of " + tokens.length + " tokens");
        }
        size = tokens.length;
        sorted = 0;
        sortedByToken = true;
        for (int token = 0; token < size; token++) {
            tokens[token] = token;
            logits[token] = Float.isNaN(source[token]) ? Float.NEGATIVE_INFINITY : source[token];
        }
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Returns the token at an index. */
    public int token(int index) {
        return tokens[Objects.checkIndex(index, size)];
    }

    /** Returns the logit at an index. */
    public float logit(int index) {
        return logits[Objects.checkIndex(index, size)];
    }

    /**
     * Changes the logit at an index. All stay where they are, so that what {@link #sort} put first may no longer be best.
     *
     * @throws IllegalArgumentException if the logit is NaN
     */
    public void setLogit(int index, float logit) {
        if (Float.isNaN(logit)) {
            throw new IllegalArgumentException("the logit of token " + token(index) + " would be NaN");
        }
        logits[Objects.checkIndex(index, size)] = logit;
        sorted = 0;
    }

    /**
     * Divides all logits by a positive, finite number. Better ones stay better, except that rounding can make two equal.
     */
    public void divideLogits(float divisor) {
        if (!(divisor > 0 && divisor < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("divisor: " + divisor + ", expected more than 0, and finite");
        }
        for (int i = 0; i < size; i++) {
            logits[i] /= divisor;
        }
        sorted = 0; // of two that are equal now, the one with the larger id may stand first
    }

    /** Returns the index of the best candidate. */
    public int best() {
        if (sorted > 0) {
            return 0;
        }
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (logits[i] > logits[best] || (logits[i] == logits[best] && tokens[i] < tokens[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Puts all in order, the best first. */
    public void sort() {
        if (size > 0) {
            sort(size);
        }
    }

    /**
     * Puts the best in order at the front, the best first, and all others behind them in no particular order. With a
     * small count this takes time in proportion to {@link #size}.
     *
     * @param count how many to put in order, at least 1; if there are not that many, all
     */
    public void sort(int count) {
        checkCount(count);
        int wanted = Math.min(count, size);
        if (wanted <= sorted) {
            return;
        }
        fillKeys();
        Quicksort.select(keys, sorted, size - 1, wanted - 1);
        Quicksort.sort(keys, sorted, wanted - 1);
        for (int i = sorted; i < size; i++) {
            tokens[i] = (int) keys[i];
            logits[i] = logit(keys[i]);
        }
        sorted = wanted;
        sortedByToken = false;
    }

    /** Puts the smallest id first. Costs nothing if they stand so. */
    public void sortByToken() {
        if (sortedByToken) {
            return;
        }
        makeKeys();
        for (int i = 0; i < size; i++) {
            keys[i] = (long) tokens[i] << 32 | (Float.floatToRawIntBits(logits[i]) & 0xFFFF_FFFFL);
        }
        Quicksort.sort(keys, 0, size - 1);
        for (int i = 0; i < size; i++) {
            tokens[i] = (int) (keys[i] >> 32);
            logits[i] = Float.intBitsToFloat((int) keys[i]);
        }
        sorted = 0;
        sortedByToken = true;
    }

    /**
     * Keeps the best, in the order that they stand in.
     *
     * @param count how many, at least 1; if there are not that many, all stay
     */
    public void keepBest(int count) {
        checkCount(count);
        if (count >= size) {
            return;
        }
        if (count <= sorted) {
            size = count;
            sorted = count;
        } else if (count == 1) {
            int best = best();
            tokens[0] = tokens[best];
            logits[0] = logits[best];
            size = 1;
        } else {
            fillKeys();
            Quicksort.select(keys, sorted, size - 1, count - 1);
            long worstKept = keys[count - 1];
            int kept = sorted;
            for (int i = sorted; i < size; i++) {
                if (key(tokens[i], logits[i]) <= worstKept) {
                    tokens[kept] = tokens[i];
                    logits[kept++] = logits[i];
                }
            }
            size = kept;
        }
    }

    /**
     * Keeps those for which a rule holds, in the order that they stand in. The rule is asked for each index in turn and
     * may look at that candidate only.
     *
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void keepIf(IndexPredicate rule) {
        int kept = 0;
        int keptSorted = 0;
        for (int i = 0; i < size; i++) {
            if (rule.test(i)) {
                tokens[kept] = tokens[i];
                logits[kept++] = logits[i];
                keptSorted += i < sorted ? 1 : 0;
            }
        }
        shrink(kept, keptSorted);
    }

    /**
     * Keeps those whose logit is at least a threshold, in the order that they stand in.
     *
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void keepAtLeast(double threshold) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (logits[i] >= threshold) {
                tokens[kept] = tokens[i];
                logits[kept++] = logits[i];
            }
        }
        shrink(kept, Math.min(sorted, kept)); // the best of all pass first, if any does
    }

    private void shrink(int kept, int keptSorted) {
        if (kept == 0) {
            throw new IllegalStateException("a sampler would leave none of " + size + " candidates");
        }
        size = kept;
        sorted = keptSorted;
    }

    private static void checkCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + ", expected at least 1");
        }
    }

    private void makeKeys() {
        if (keys.length == 0) {
            keys = new long[tokens.length];
        }
    }

    /** Sets the keys of all that are not known to be the best. */
    private void fillKeys() {
        makeKeys();
        for (int i = sorted; i < size; i++) {
            keys[i] = key(tokens[i], logits[i]);
        }
    }

    /** Returns a number that is smaller the better a candidate is: the inverted order of the logit, then the id. */
    private static long key(int token, float logit) {
        int bits = Float.floatToRawIntBits(logit + 0f); // + 0 makes -0 equal to 0
        int ascending = bits ^ ((bits >> 31) & 0x7FFF_FFFF); // two's complement order from sign and magnitude
        return (long) ~ascending << 32 | token;
    }

    private static float logit(long key) {
        int ascending = ~(int) (key >> 32);
        return Float.intBitsToFloat(ascending ^ ((ascending >> 31) & 0x7FFF_FFFF));
    }

    @Override
    public String toString() {
        return size + " candidates, best: token " + (size == 0 ? "none" : Integer.toString(tokens[best()]));
    }
}
