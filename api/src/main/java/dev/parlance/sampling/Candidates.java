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
    /** How many of the best are looked at first, for they are mostly enough. */
    private static final int FEW = 128;

    private final Table table;
    private final Maxima maxima;

    /** Made when they are asked for, and then good until something changes. */
    private @Nullable Weights weights;
    private boolean weighed;

    /** Finds out who stays; who goes may still stand where they did, until somebody looks. */
    private @Nullable Cut cut;
    private boolean pending;
    private float[] cutValues = new float[0];

    /** Scratch. */
    private final Ranking ranking;
    private int[] kept = new int[0];
    private float[] nearness = new float[0];
    private final int[] few = new int[FEW];

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
        table = new Table(vocabularySize);
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
        if (source.length != table.tokens.length) {
            throw new IllegalArgumentException(
                    source.length + " logits for a vocabulary of " + table.tokens.length + " tokens");
        }
        pending = false;
        table.fill(source);
        changed();
        if (Float.isNaN(maxima.max(table.logits, table.size))) { // looked at first, for hardly ever there is one
            for (int token = 0; token < table.size; token++) {
                table.logits[token] = Float.isNaN(table.logits[token]) ? Float.NEGATIVE_INFINITY : table.logits[token];
            }
            changed();
        }
    }

    /** Forgets all that is known of the logits. */
    private void changed() {
        table.sorted = 0;
        weighed = false;
        maxima.forget();
    }

    /** Returns the candidates when those have gone that a cut has left out. */
    private Table settled() {
        Cut known = cut;
        if (pending && known != null) {
            pending = false;
            keepListed(known.list(cutValues, table.size, false, kept()));
        }
        return table;
    }

    private int[] kept() {
        if (kept.length == 0) {
            kept = new int[table.tokens.length];
        }
        return kept;
    }

    /** Returns how many there are. */
    public int size() {
        return settled().size;
    }

    /** Returns the token at an index. */
    public int token(int index) {
        Table all = settled();
        return all.tokens[Objects.checkIndex(index, all.size)];
    }

    /** Returns the logit at an index. */
    public float logit(int index) {
        Table all = settled();
        return all.logits[Objects.checkIndex(index, all.size)];
    }

    /**
     * Copies the tokens.
     *
     * @param to where they are written, each at its index; at least as long as {@link #size}
     */
    public void copyTokens(int[] to) {
        checkRoom(to.length);
        System.arraycopy(table.tokens, 0, to, 0, table.size);
    }

    /**
     * Copies the logits.
     *
     * @param to where they are written, each at its index; at least as long as {@link #size}
     */
    public void copyLogits(float[] to) {
        checkRoom(to.length);
        System.arraycopy(table.logits, 0, to, 0, table.size);
    }

    private void checkRoom(int room) {
        int size = settled().size;
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
        maxima.change(index, logit(index), logit);
        table.logits[index] = logit;
        table.sorted = 0;
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
        if (Float.isNaN(maxima.max(from, table.size))) {
            maxima.forget();
            int index = 0;
            while (!Float.isNaN(from[index])) {
                index++;
            }
            throw new IllegalArgumentException("the logit of token " + token(index) + " would be NaN");
        }
        System.arraycopy(from, 0, table.logits, 0, table.size);
        table.sorted = 0;
        weighed = false;
    }

    /**
     * Divides all logits by a positive, finite number. Better ones stay better, except that rounding can make two equal.
     */
    public void divideLogits(float divisor) {
        if (!(divisor > 0 && divisor < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("divisor: " + divisor + ", expected more than 0, and finite");
        }
        divide(settled().logits, table.size, divisor);
        maxima.divide(divisor);
        table.sorted = 0; // of two that are equal now, the one with the larger id may stand first
        weighed = false;
    }

    private static void divide(float[] logits, int size, float divisor) {
        for (int i = 0; i < size; i++) {
            logits[i] /= divisor;
        }
    }

    /** Returns the index of the best candidate. */
    public int best() {
        Table all = settled();
        return all.sorted > 0 ? 0 : maxima.best(all.tokens, all.logits, all.size, all.sortedByToken);
    }

    /** Returns whether there is something to draw: more than one candidate, the best of which does not have all probability. */
    public boolean hasChoice() {
        return pending || (table.size > 1 && Float.isFinite(table.logits[best()]));
    }

    /**
     * Returns the index of a token, or -1 if it is no candidate. Takes no time where all tokens stand at their ids, little
     * where they stand in the order of their ids, and otherwise a look at each.
     */
    public int indexOf(int token) {
        return settled().indexOf(token);
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
        if (settled().size == 0) {
            throw new IllegalStateException("no candidates");
        }
        sortByToken();
        Weights known = weights;
        if (known == null) {
            known = new Weights(table.tokens.length);
            weights = known;
        }
        if (!weighed) {
            known.compute(table.logits, table.size, best());
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
        Table all = settled();
        Weights known = weights;
        if (!weighed || known == null) {
            throw new IllegalStateException("the weights are asked for before weigh(), or after a change");
        }
        return known.get(Objects.checkIndex(index, all.size));
    }

    /**
     * Returns how uncertain the choice is, the entropy -&Sigma;<sub>i</sub> p<sub>i</sub> ln p<sub>i</sub> in nats; 0 if the
     * best logit is infinite. Puts the candidates in the order of their ids, as {@link #weigh} does.
     *
     * @throws IllegalStateException if there is no candidate
     */
    public double entropy() {
        Weights known = weights();
        float best = table.logits[best()];
        return Float.isInfinite(best) ? 0 : StrictMath.log(known.sum()) + known.meanDistance(table.logits, best);
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

    /**
     * Returns the token of the candidate that a fraction stands for, as {@link #indexAt} does, but for rounding. The quickest
     * way to draw: it need not move any candidate.
     *
     * @param fraction from 0 (inclusive) to 1 (exclusive)
     * @throws IllegalStateException if there is no candidate
     */
    public int tokenAt(double fraction) {
        Cut known = cut;
        return table.tokens[pending && known != null ? known.indexAt(fraction, table.size) : indexAt(fraction)];
    }

    /** Puts all in order, the best first. */
    public void sort() {
        if (settled().size > 0) {
            sort(table.size);
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
        int wanted = Math.min(count, settled().size);
        if (wanted > table.sorted) {
            table.sort(wanted, ranking, maxima);
            weighed = false;
            maxima.forget();
        }
    }

    /**
     * Copies the best tokens, the best first, and moves no candidate.
     *
     * @param to where they are written: as many as there is room for, or as there are candidates
     * @return how many they are
     */
    public int copyBest(int[] to) {
        int wanted = Math.min(to.length, settled().size);
        System.arraycopy(table.tokens, 0, to, 0, Math.min(wanted, table.sorted));
        if (wanted > table.sorted) {
            ranking.copyBest(wanted, table, maxima, to);
        }
        return wanted;
    }

    /** Puts the smallest id first. Costs nothing if they stand so. */
    public void sortByToken() {
        if (!settled().sortedByToken) {
            table.sortByToken(ranking);
            changed();
        }
    }

    /**
     * Keeps the best, in the order that they stand in.
     *
     * @param count how many, at least 1; if there are not that many, all stay
     */
    public void keepBest(int count) {
        checkCount(count);
        int size = settled().size;
        if (count >= size) {
            return;
        }
        if (count <= table.sorted) {
            shrink(count);
        } else if (count == 1) {
            table.keepOne(best());
            changed();
        } else if (table.sortedByToken && !Ranking.isQuick(count)) {
            Cut found = cut();
            found.begin(table.logits[best()], Cut.COARSE);
            found.sample(table.logits, null, size, Double.POSITIVE_INFINITY);
            found.find(table.logits, null, size, size, count);
            keepListed(found.list(table.logits, size, Ranking.isFew(count, size), kept()));
        } else {
            long worst = ranking.select(count, table, maxima);
            if (table.sortedByToken && Ranking.isFew(count, size)) {
                ranking.putSelectedByToken(count, table.tokens, table.logits);
                table.sorted = 0;
                shrink(count);
            } else {
                keepAtLeast(Ranking.logit(worst));
                if (table.size > count) { // some that are as good as the last of the best, but have larger ids
                    table.keepUpTo(worst);
                    weighed = false;
                    maxima.forget();
                }
            }
        }
    }

    private Cut cut() {
        Cut known = cut;
        if (known == null) {
            known = new Cut(table.tokens.length);
            cut = known;
        }
        return known;
    }

    /**
     * Keeps the fewest of the best whose probabilities together reach a share; of equal ones those with the smallest ids.
     * Puts the candidates in the order of their ids, as {@link #weigh} does. Unlike sorting them, it takes time in proportion
     * to their number.
     *
     * @param share more than 0, at most 1
     * @throws IllegalStateException if there is no candidate
     */
    public void keepBestShare(double share) {
        checkShare(share);
        Weights known = weights();
        double wanted = share * known.sum();
        double reached = 0;
        int count = copyBest(few);
        for (int i = 0; i < count; i++) {
            reached += known.get(indexOf(few[i]));
            if (reached >= wanted) {
                keepBest(i + 1);
                return;
            }
        }
        keepShare(table.logits, table.logits[best()], count, known, wanted);
    }

    /**
     * Keeps the fewest whose logits are nearest to another and whose probabilities together reach a share; of those that are
     * equally near, in single precision, the ones with the smallest ids. Puts the candidates in the order of their ids, as
     * {@link #weigh} does.
     *
     * @param logit finite
     * @param share more than 0, at most 1
     * @throws IllegalStateException if there is no candidate
     */
    public void keepNearestShare(double logit, double share) {
        checkShare(share);
        if (!Double.isFinite(logit)) {
            throw new IllegalArgumentException("logit: " + logit + ", expected a finite number");
        }
        Weights known = weights();
        if (nearness.length == 0) {
            nearness = new float[table.tokens.length];
        }
        negateDistances(table.logits, table.size, logit, nearness);
        keepShare(nearness, 0, copyBest(few), known, share * known.sum());
    }

    private static void checkShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + ", expected more than 0, at most 1");
        }
    }

    private static void negateDistances(float[] logits, int size, double center, float[] result) {
        for (int i = 0; i < size; i++) {
            result[i] = (float) -Math.abs(center - logits[i]);
        }
    }

    /**
     * Keeps those of the largest values.
     *
     * @param values by index; none is larger than {@code top}
     * @param heaviest how many of the best are known
     */
    private void keepShare(float[] values, double top, int heaviest, Weights known, double wanted) {
        Cut found = cut();
        found.begin(top, Cut.FINE);
        for (int i = 0; i < heaviest; i++) {
            int index = table.indexOf(few[i]);
            found.count(values[index], known.get(index));
        }
        found.sample(values, known.all(), table.size, known.get(table.indexOf(few[heaviest - 1])));
        pending = found.find(values, known.all(), table.size, known.sum(), wanted);
        cutValues = values;
        if (!pending) {
            keepListed(found.list(values, table.size, false, kept()));
        }
    }

    /** Keeps those of some indices, which ascend, and their weights if the best is among them. */
    private void keepListed(int count) {
        if (count < table.size) {
            boolean stillWeighed = weighed && isListed(best(), count);
            table.keep(kept, count);
            weighed = false;
            maxima.forget();
            if (stillWeighed && weights != null) {
                weights.keep(kept, count);
                weighed = true;
            }
        }
    }

    private boolean isListed(int index, int count) {
        return Arrays.binarySearch(kept, 0, count, index) >= 0;
    }

    /**
     * Keeps those for which a rule holds, in the order that they stand in. The rule is asked for each index in turn and
     * may look at that candidate only.
     *
     * @throws IllegalStateException if none would be left; then all stay
     */
    public void keepIf(IndexPredicate rule) {
        int before = settled().size;
        table.keepIf(rule);
        if (table.size < before) {
            weighed = false;
            maxima.forget();
        }
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
        Table all = settled();
        boolean few = maxima.areFew(low, all.logits, all.size);
        keepListed(Range.list(all.logits, all.size, low, high, few, kept()));
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
        table.remove(removed, count);
        changed();
    }

    private void shrink(int count) {
        table.shrink(count, Math.min(count, table.sorted));
        weighed = false;
        maxima.forget();
    }

    private static void checkCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + ", expected at least 1");
        }
    }

    @Override
    public String toString() {
        int size = settled().size;
        return size + " candidates, best: token " + (size == 0 ? "none" : Integer.toString(token(best())));
    }
}
