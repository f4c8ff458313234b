package dev.parlance.samplers.internal;

import dev.parlance.internal.Quicksort;
import dev.parlance.sampling.Candidates;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * Keeps the fewest candidates nearest to a logit whose probabilities together reach a share: what top-p and typical
 * sampling have in common. This takes time in proportion to the number of candidates, for they are not sorted: their
 * weights are summed by distance in bins, and only the bin in which the share is reached is put in order.
 */
final class Nucleus {
    private static final int BINS = 2048;

    /** For differences of logits: 32 in all, beyond which hardly any probability is. */
    private static final float BINS_PER_UNIT = 64;

    /** Sums in turn, so that one need not wait for another into the same bin. */
    private static final int TURNS = 4;

    /** A factor that makes a bound, in single precision, larger than all that is rounded to it. */
    private static final double ROUNDED_UP = 1 + 0x1p-22;

    /** How many of the best are looked at first, for they are mostly enough. */
    private static final int FEW = 128;

    private final double[] bins = new double[TURNS * BINS];
    private final int[] few = new int[FEW];
    private final Candidates.IndexPredicate rule = this::isKept;
    private float[] logits = new float[0];
    private int[] binOf = new int[0];
    private long[] members = new long[0];
    private @Nullable Candidates candidates;
    private double center;
    private boolean bestFirst;
    private float lastScore;
    private int lastToken;

    /**
     * Keeps the best whose probabilities together reach a share. Of equal ones those with the smallest ids are kept.
     *
     * @param share more than 0, less than 1
     */
    void keepBest(Candidates given, double share) {
        double wanted = share * given.weigh();
        double reached = 0;
        int count = given.copyBest(few);
        for (int i = 0; i < count; i++) {
            reached += given.weight(given.indexOf(few[i]));
            if (reached >= wanted) {
                given.keepBest(i + 1);
                return;
            }
        }
        keep(given, given.logit(given.best()), true, wanted);
    }

    /**
     * Keeps those whose logits are nearest to a center and whose probabilities together reach a share. Of equally near
     * ones those with the smallest ids are kept.
     *
     * @param share more than 0, less than 1
     */
    void keepNearest(Candidates given, double to, double share) {
        keep(given, to, false, share * given.weigh());
    }

    private void keep(Candidates given, double to, boolean best, double wanted) {
        candidates = given;
        center = to;
        bestFirst = best;
        sumBins(given);
        int bin = 0;
        double reached = 0;
        while (bin < BINS - 1 && reached + sum(bin) < wanted) {
            reached += sum(bin++);
        }
        int count = collect(bin, given.size());
        Quicksort.sort(members, 0, count - 1);
        int taken = 0;
        for (; taken < count && reached < wanted; taken++) {
            reached += given.weight((int) members[taken]);
        }
        int last = (int) members[taken - 1];
        lastScore = score(logits[last]);
        lastToken = given.token(last);
        // The next one's score, or one in the next bin, may be rounded to what the range of logits below takes in.
        double edge = bestFirst ? lastScore : lastScore * ROUNDED_UP + Float.MIN_VALUE;
        boolean tooMany = (taken < count && score(logits[(int) members[taken]]) <= edge)
                || (!bestFirst && edge * BINS_PER_UNIT >= bin + 1);
        if (bestFirst) {
            given.keepAtLeast(logits[last]);
        } else {
            given.keepBetween(center - edge, center + edge);
        }
        if (tooMany) {
            given.keepIf(rule);
        }
        candidates = null;
    }

    private void sumBins(Candidates given) {
        int size = given.size();
        if (logits.length < size) {
            logits = new float[size];
            binOf = new int[size];
            members = new long[size];
        }
        given.copyLogits(logits);
        bin(logits, size, center, binOf);
        Arrays.fill(bins, 0);
        for (int i = 0; i < size; i++) {
            bins[i % TURNS * BINS + binOf[i]] += given.weight(i);
        }
    }

    /** Rounding keeps the order, so that a smaller distance is never in a later bin. The loop is one for vectors. */
    private static void bin(float[] logits, int size, double center, int[] binOf) {
        for (int i = 0; i < size; i++) {
            binOf[i] = (int) Math.min((float) Math.abs(center - logits[i]) * BINS_PER_UNIT, BINS - 1f);
        }
    }

    private double sum(int bin) {
        return (bins[bin] + bins[BINS + bin]) + (bins[2 * BINS + bin] + bins[3 * BINS + bin]);
    }

    /** Collects numbers in the order of scores, then of indices, of what is in a bin. */
    private int collect(int bin, int size) {
        int collected = 0;
        for (int i = 0; i < size; i++) {
            if (binOf[i] == bin) {
                members[collected++] = key(i);
            }
        }
        return collected;
    }

    private long key(int index) {
        int bits = Float.floatToRawIntBits(score(logits[index]) + 0f); // + 0 makes -0 equal to 0
        int ascending = bits ^ ((bits >> 31) & 0x7FFF_FFFF); // two's complement order from sign and magnitude
        return (long) ascending << 32 | index;
    }

    private float score(float logit) {
        return bestFirst ? -logit : (float) Math.abs(center - logit);
    }

    private boolean isKept(int index) {
        Candidates given = Objects.requireNonNull(candidates);
        float score = score(given.logit(index));
        return score < lastScore || (score == lastScore && given.token(index) <= lastToken);
    }
}
