package dev.parlance.sampling;

import org.jspecify.annotations.Nullable;

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
    private final int[] tokens;
    private final float[] logits;
    private int size;

    /** From where on each token stands at its own id, in the room that is not used too. */
    private int moved;

    /** How many at the front are known to be the best of all, best first. */
    private int sorted;
    private boolean sortedByToken = true;

    private final Maxima maxima;

    /** Made when they are asked for, and then good until something changes. */
    private @Nullable Weights weights;
    private boolean weighed;

    /** Scratch. */
    private final Ranking ranking;
    private int[] kept = new int[0];

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
        moved = vocabularySize;
        maxima = new Maxima(vocabularySize);
        ranking = new Ranking(vocabularySize);
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
        for (int token = 0; token < moved; token++) {
            tokens[token] = token;
        }
        moved = 0;
        size = tokens.length;
        sortedByToken = true;
        System.arraycopy(source, 0, logits, 0, size);
        changed();
        if (Float.isNaN(maxima.max(logits, size))) { // looked at first, for hardly ever there is one
            for (int token = 0; token < size; token++) {
                logits[token] = Float.isNaN(logits[token]) ? Float.NEGATIVE_INFINITY : logits[token];
            }
            changed();
        }
    }

    /** Forgets all that is known of the logits. */
    private void changed() {
        sorted = 0;
        weighed = false;
        maxima.forget();
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
     * Copies the tokens.
     *
     * @param to where they are written, each at its index; at least as long as {@link #size}
     */
    public void copyTokens(int[] to) {
        checkRoom(to.length);
        System.arraycopy(tokens, 0, to, 0, size);
    }

    /**
     * Copies the logits.
     *
     * @param to where they are written, each at its index; at least as long as {@link #size}
     */
    public void copyLogits(float[] to) {
        checkRoom(to.length);
        System.arraycopy(logits, 0, to, 0, size);
    }

    private void checkRoom(int room) {
        if (room < size) {
            throw new IllegalArgumentException("room for " + room + " of " + size + " candidates");
        }
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
        maxima.change(index, logits[Objects.checkIndex(index, size)], logit);
        logits[index] = logit;
        sorted = 0;
        weighed = false;
    }

    /**
     * Changes all logits. All stay where they are.
     *
     * @param from the logit of each, at its index; at least as long as {@link #size}
     * @throws IllegalArgumentException if one is NaN; then none has changed
     */
    public void setLogits(float[] from) {
        checkRoom(from.length);
        maxima.forget();
        if (Float.isNaN(maxima.max(from, size))) {
            maxima.forget();
            int index = 0;
            while (!Float.isNaN(from[index])) {
                index++;
            }
            throw new IllegalArgumentException("the logit of token " + token(index) + " would be NaN");
        }
        System.arraycopy(from, 0, logits, 0, size);
        sorted = 0;
        weighed = false;
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
        changed(); // of two that are equal now, the one with the larger id may stand first
    }

    /** Returns the index of the best candidate. */
    public int best() {
        return sorted > 0 ? 0 : maxima.best(tokens, logits, size, sortedByToken);
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
     * the order of their ids, so that the sum is the same whatever order an earlier sampler left. What has been computed
     * is kept until logits change or candidates go.
     *
     * @return the sum of the weights, at least 1
     * @throws IllegalStateException if there is no candidate
     */
    public double weigh() {
        return weights().sum();
    }

    private Weights weights() {
        if (size == 0) {
            throw new IllegalStateException("no candidates");
        }
        sortByToken();
        Weights known = weights;
        if (known == null) {
            known = new Weights(tokens.length);
            weights = known;
        }
        if (!weighed) {
            known.compute(logits, size, best());
            weighed = true;
        }
        return known;
    }

    /**
     * Returns w<sub>i</sub>, see {@link #weigh}.
     *
     * @throws IllegalStateException if something has changed since the weights were computed
     */
    public double weight(int index) {
        Weights known = weights;
        if (!weighed || known == null) {
            throw new IllegalStateException("the weights are asked for before weigh(), or after a change");
        }
        return known.get(Objects.checkIndex(index, size));
    }

    /**
     * Returns how uncertain the choice is, the entropy -&Sigma;<sub>i</sub> p<sub>i</sub> ln p<sub>i</sub> in nats; 0 if the
     * best logit is infinite. Puts the candidates in the order of their ids, as {@link #weigh} does.
     *
     * @throws IllegalStateException if there is no candidate
     */
    public double entropy() {
        Weights known = weights();
        float best = logits[best()];
        return Float.isInfinite(best) ? 0 : StrictMath.log(known.sum()) + known.meanDistance(logits, best);
    }

    /**
     * Returns the index of the candidate that a fraction stands for, if each has a share as large as its probability, in the
     * order of ids: the first up to which the probabilities sum to more than the fraction. A random number thus draws.
     * Puts the candidates in that order, as {@link #weigh} does.
     *
     * @param fraction from 0 (inclusive) to 1 (exclusive)
     * @throws IllegalStateException if there is no candidate
     */
    public int indexAt(double fraction) {
        Weights known = weights();
        return known.indexOf(known.sum() * fraction);
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
        ranking.sort(tokens, logits, sorted, wanted);
        changed();
        sorted = wanted;
        sortedByToken = false;
        moved = Math.max(moved, size);
    }

    private void moveBestToFront(int count) {
        long worstWanted = ranking.select(count, sorted, tokens, logits, size, maxima);
        int other = count;
        for (int i = sorted; i < count; i++) {
            if (Ranking.key(tokens[i], logits[i]) > worstWanted) {
                float threshold = Ranking.logit(worstWanted);
                while (logits[other] < threshold || Ranking.key(tokens[other], logits[other]) > worstWanted) {
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
     * Copies the best tokens, the best first, and moves no candidate.
     *
     * @param to where they are written: as many as there is room for, or as there are candidates
     * @return how many they are
     */
    public int copyBest(int[] to) {
        int wanted = Math.min(to.length, size);
        System.arraycopy(tokens, 0, to, 0, Math.min(wanted, sorted));
        if (wanted > sorted) {
            ranking.copyBest(wanted, sorted, tokens, logits, size, maxima, to);
        }
        return wanted;
    }

    /** Puts the smallest id first. Costs nothing if they stand so. */
    public void sortByToken() {
        if (sortedByToken) {
            return;
        }
        ranking.sortByToken(tokens, logits, size);
        changed();
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
            shrink(count, count);
        } else if (count == 1) {
            int best = best();
            tokens[0] = tokens[best];
            logits[0] = logits[best];
            shrink(1, 0);
        } else {
            long worst = ranking.select(count, sorted, tokens, logits, size, maxima);
            if (sortedByToken && Ranking.isFew(count, size)) {
                ranking.putSelectedByToken(count, tokens, logits);
                shrink(count, 0);
            } else {
                keepAtLeast(Ranking.logit(worst));
                if (size > count) { // some that are as good as the last of the best, but have larger ids
                    keepUpTo(worst);
                }
            }
        }
    }

    private void keepUpTo(long worst) {
        int count = sorted;
        for (int i = sorted; i < size; i++) {
            if (Ranking.key(tokens[i], logits[i]) <= worst) {
                tokens[count] = tokens[i];
                logits[count++] = logits[i];
            }
        }
        shrink(count, sorted);
    }

    /**
     * Keeps those for which a rule holds, in the order that they stand in. The rule is asked for each index in turn and
     * may look at that candidate only.
     *
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void keepIf(IndexPredicate rule) {
        int count = 0;
        int countSorted = 0;
        for (int i = 0; i < size; i++) {
            if (rule.test(i)) {
                tokens[count] = tokens[i];
                logits[count++] = logits[i];
                countSorted += i < sorted ? 1 : 0;
            }
        }
        shrink(count, countSorted);
    }

    /**
     * Keeps those whose logit is at least a threshold, in the order that they stand in.
     *
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void keepAtLeast(double threshold) {
        keepBetween(threshold, Double.POSITIVE_INFINITY);
    }

    /**
     * Keeps those whose logit is in a range, in the order that they stand in.
     *
     * @param least inclusive
     * @param greatest inclusive
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void keepBetween(double least, double greatest) {
        float low = (float) least;
        low = low < least ? Math.nextUp(low) : low;
        float high = (float) greatest;
        high = high > greatest ? Math.nextDown(high) : high;
        if (kept.length == 0) {
            kept = new int[tokens.length];
        }
        int count = Range.list(logits, size, low, high, kept);
        if (count < size) {
            float best = logits[best()];
            boolean stillWeighed = weighed && low <= best && best <= high; // for the best stays what weights refer to
            int countSorted = 0;
            for (int i = 0; i < count; i++) {
                int index = kept[i];
                tokens[i] = tokens[index];
                logits[i] = logits[index];
                countSorted += index < sorted ? 1 : 0;
            }
            shrink(count, countSorted);
            if (stillWeighed && weights != null) {
                weights.keep(kept, count);
                weighed = true;
            }
        }
    }

    /**
     * Takes tokens away, and puts the others in the order of their ids. Quick if few of many go.
     *
     * @param removed ascending; such as are no candidates do not count
     * @param count how many of them
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void remove(int[] removed, int count) {
        sortByToken();
        int left = 0;
        int from = 0; // what stands from here on is still to be moved
        for (int i = 0; i <= count; i++) {
            int to = i < count ? indexOf(removed[i]) : size;
            if (to >= from) {
                if (from > left) {
                    System.arraycopy(tokens, from, tokens, left, to - from);
                    System.arraycopy(logits, from, logits, left, to - from);
                }
                left += to - from;
                from = to + 1;
            }
        }
        shrink(left, 0);
    }

    private void shrink(int count, int countSorted) {
        if (count == 0) {
            throw new IllegalStateException("a sampler would leave none of " + size + " candidates");
        }
        if (count < size) {
            changed();
            moved = Math.max(moved, count); // those behind them stand where they did
            size = count;
            sorted = countSorted;
        }
    }

    private static void checkCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + ", expected at least 1");
        }
    }

    @Override
    public String toString() {
        return size + " candidates, best: token " + (size == 0 ? "none" : Integer.toString(tokens[best()]));
    }
}
