package dev.parlance.sampling;

import dev.parlance.internal.Quicksort;

import java.util.Arrays;
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
    /** How many keys are collected at least before they are cut down to the best. */
    private static final int MIN_ROOM = 1024;

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
        System.arraycopy(source, 0, logits, 0, size);
        for (int token = 0; token < size; token++) {
            tokens[token] = token;
        }
        if (Float.isNaN(max())) { // one pass that the compiler vectorises tells that there is none, as there hardly ever is
            for (int token = 0; token < size; token++) {
                logits[token] = Float.isNaN(logits[token]) ? Float.NEGATIVE_INFINITY : logits[token];
            }
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
        float max = max();
        int best = -1;
        for (int i = 0; i < size; i++) {
            if (logits[i] == max && (best < 0 || tokens[i] < tokens[best])) {
                best = i;
                if (sortedByToken) {
                    break;
                }
            }
        }
        return best;
    }

    /** Returns the largest logit, NaN if one is NaN. */
    private float max() {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, logits[i]);
        }
        return max;
    }

    /**
     * Returns the index of a token, or -1 if it is no candidate. Takes no time where all tokens stand at their ids, little
     * where they stand in the order of their ids, and otherwise a look at each.
     */
    public int indexOf(int token) {
        if (sortedByToken) {
            if (token >= 0 && token < size && tokens[token] == token) {
                return token;
            }
            int index = Arrays.binarySearch(tokens, 0, size, token);
            return Math.max(index, -1);
        }
        for (int i = 0; i < size; i++) {
            if (tokens[i] == token) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Computes what probabilities are before they are divided by their sum: w<sub>i</sub> = exp(l<sub>i</sub> -
     * l<sub>best</sub>), from 0 to 1, in double precision, the same on every machine, and quick: this is the soft-max to
     * use in a sampler. If the best logit is infinite, the best candidate has all the probability. Puts the candidates in
     * the order of their ids, so that the sum is the same whatever order an earlier sampler left.
     *
     * @param weights where to write w<sub>i</sub>, at the index that the candidate then has; at least as long as
     *     {@link #size}, of which there must be one
     * @return the sum of the weights, at least 1
     */
    public double weights(double[] weights) {
        if (weights.length < size) {
            throw new IllegalArgumentException("room for " + weights.length + " weights of " + size + " candidates");
        }
        sortByToken();
        int best = best();
        if (Float.isInfinite(logits[best])) {
            Arrays.fill(weights, 0, size, 0);
            weights[best] = 1;
            return 1;
        }
        return Exponential.weights(logits, size, logits[best], weights);
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
        if (wanted < size) {
            moveBestToFront(wanted);
        }
        makeKeys();
        for (int i = sorted; i < wanted; i++) {
            keys[i] = key(tokens[i], logits[i]);
        }
        Quicksort.sort(keys, sorted, wanted - 1);
        for (int i = sorted; i < wanted; i++) {
            tokens[i] = (int) keys[i];
            logits[i] = logit(keys[i]);
        }
        sorted = wanted;
        sortedByToken = false;
    }

    private void moveBestToFront(int count) {
        long worstWanted = worstOfBest(count);
        int other = count;
        for (int i = sorted; i < count; i++) {
            if (key(tokens[i], logits[i]) > worstWanted) {
                float threshold = logit(worstWanted);
                while (logits[other] < threshold || key(tokens[other], logits[other]) > worstWanted) {
                    other++;
                }
                int token = tokens[i];
                float logit = logits[i];
                tokens[i] = tokens[other];
                logits[i] = logits[other];
                tokens[other] = token;
                logits[other] = logit;
            }
        }
    }

    /**
     * Returns the key of the last of the best. One pass collects what is at least as good as the worst of the best so far,
     * and whenever the room for it is full, keeps the best of it: with a small count hardly any candidate is collected.
     *
     * @param count more than are sorted, less than there are
     */
    private long worstOfBest(int count) {
        makeKeys();
        int wanted = count - sorted;
        int room = Math.min(size - sorted, Math.max(2 * wanted, MIN_ROOM));
        int collected = 0;
        float threshold = Float.NEGATIVE_INFINITY;
        for (int i = sorted; i < size; i++) {
            if (logits[i] >= threshold) {
                keys[collected++] = key(tokens[i], logits[i]);
                if (collected == room) {
                    Quicksort.select(keys, 0, room - 1, wanted - 1);
                    collected = wanted;
                    threshold = logit(keys[wanted - 1]);
                }
            }
        }
        Quicksort.select(keys, 0, collected - 1, wanted - 1);
        return keys[wanted - 1];
    }

    /** Puts the smallest id first. Costs nothing if they stand so. */
    public void sortByToken() {
        if (sortedByToken) {
            return;
        }
        makeKeys();
        if (size < tokens.length / 16) {
            for (int i = 0; i < size; i++) {
                keys[i] = tokenKey(i);
            }
            Quicksort.sort(keys, 0, size - 1);
            for (int i = 0; i < size; i++) {
                putByTokenKey(i, keys[i]);
            }
        } else { // every id has its place already
            Arrays.fill(keys, -1);
            for (int i = 0; i < size; i++) {
                keys[tokens[i]] = tokenKey(i);
            }
            int index = 0;
            for (long key : keys) {
                if (key >= 0) {
                    putByTokenKey(index++, key);
                }
            }
        }
        sorted = 0;
        sortedByToken = true;
    }

    private long tokenKey(int index) {
        return (long) tokens[index] << 32 | (Float.floatToRawIntBits(logits[index]) & 0xFFFF_FFFFL);
    }

    private void putByTokenKey(int index, long key) {
        tokens[index] = (int) (key >> 32);
        logits[index] = Float.intBitsToFloat((int) key);
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
            long worstKept = worstOfBest(count);
            float threshold = logit(worstKept);
            int kept = sorted;
            for (int i = sorted; i < size; i++) {
                if (logits[i] >= threshold && key(tokens[i], logits[i]) <= worstKept) {
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
