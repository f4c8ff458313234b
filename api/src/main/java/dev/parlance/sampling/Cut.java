package dev.parlance.sampling;

import dev.parlance.internal.Quicksort;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Finds the fewest candidates with the largest values whose weights together reach a sum, and does not sort for it. A
 * sample of one in {@value #STRIDE} tells between which two bounds the last of them must be. What is above both is summed;
 * only what is between them is looked at one by one. If the sample was misleading, the sums show it, and the bounds go
 * farther apart.
 */
final class Cut {
    /** Every {@value #STRETCH} neighbours, the first {@value #SAMPLED} are the sample: whole lines of the cache. */
    private static final int STRETCH = 512;
    private static final int SAMPLED = 64;
    private static final int STRIDE = STRETCH / SAMPLED;

    private static final int BINS = 2048;

    /** Bins for a difference of 1 between values: 32 in all, beyond which hardly any probability is. */
    static final double FINE = 64;

    /** The same where all weigh alike, and what is far from the best is not less. */
    static final double COARSE = 16;

    /** How many standard deviations the sample may be off before it counts as misleading. */
    private static final double MARGIN = 2.5;

    /** Makes of the smallest difference of two values more than 1. */
    private static final double HUGE = 1e300;

    private final double[] sums = new double[BINS];
    private final double[] squares = new double[BINS];

    /** The weights of those kept, at their indices, and 0 for the others. */
    private final double[] kept;
    private final double[] reached;
    private final double[] terms;
    private long[] members = new long[0];
    private double top;
    private double scale;
    private float low;
    private float high;
    private float lastValue;
    private int lastIndex;
    private boolean tied;

    /** Makes it for up to as many candidates. */
    Cut(int room) {
        kept = new double[room];
        terms = new double[room];
        reached = new double[Blocks.count(room)];
    }

    /**
     * Begins anew.
     *
     * @param top no value is larger
     * @param scale how many bins are for a difference of 1
     */
    void begin(double top, double scale) {
        this.top = top;
        this.scale = scale;
        Arrays.fill(sums, 0);
        Arrays.fill(squares, 0);
    }

    private int bin(float value) {
        return (int) Math.min((top - value) * scale, BINS - 1.);
    }

    /** Counts one candidate for itself alone; the sample must not have it. */
    void count(float value, double weight) {
        sums[bin(value)] += weight;
    }

    /**
     * Samples.
     *
     * @param weights null for 1 each
     * @param heaviest what weighs as much or more is not sampled, for it has been counted
     */
    void sample(float[] values, double @Nullable [] weights, int size, double heaviest) {
        for (int from = 0; from < size; from += STRETCH) {
            for (int i = from; i < Math.min(from + SAMPLED, size); i++) {
                double weight = weights == null ? 1 : weights[i];
                if (weight < heaviest) {
                    int bin = bin(values[i]);
                    sums[bin] += STRIDE * weight;
                    squares[bin] += weight * weight;
                }
            }
        }
    }

    /**
     * Finds them.
     *
     * @param total the sum of all weights
     * @param wanted the sum to be reached; more than 0
     * @return whether they are certainly more than one
     */
    boolean find(float[] values, double @Nullable [] weights, int size, double total, double wanted) {
        guess(total, wanted);
        double inside = sumFrom(high, values, weights, size);
        if (inside >= wanted) {
            low = high;
            high = Float.POSITIVE_INFINITY;
            inside = sumFrom(high, values, weights, size);
        }
        int count = collect(values, size);
        if (low > Float.NEGATIVE_INFINITY && inside + sum(weights, 0, count - 1) < wanted) {
            low = Float.NEGATIVE_INFINITY;
            count = collect(values, size);
        }
        int taken = select(weights, count, wanted - inside);
        long last = members[taken - 1];
        lastValue = Ranking.logit(last);
        lastIndex = (int) last;
        tied = false;
        for (int i = taken; i < count; i++) {
            tied |= Ranking.logit(members[i]) == lastValue;
        }
        for (int i = 0; i < taken; i++) {
            int index = (int) members[i];
            kept[index] = weights == null ? 1 : weights[index];
            reached[index / Blocks.SIZE] += kept[index];
        }
        for (int block = 1; block < Blocks.count(size); block++) {
            reached[block] += reached[block - 1];
        }
        return inside > 0;
    }

    /**
     * Sets the bounds: what is at least the higher one stays for sure, and what is below the lower one goes. What is above a
     * bin is known from the sample above it or, for all is known, from that below it: from where weights vary less.
     */
    private void guess(double total, double wanted) {
        double below = 0;
        double varianceBelow = 0;
        double above = 0;
        double varianceAbove = 0;
        for (int bin = 0; bin < BINS; bin++) {
            above += sums[bin];
            varianceAbove += squares[bin];
        }
        int lowest = BINS - 1;
        int highest = BINS - 1;
        while (highest >= 0) {
            double sum = varianceAbove < varianceBelow ? above : total - below;
            double margin = MARGIN
                    * Math.sqrt((STRIDE - 1.) * STRIDE * Math.max(Math.min(varianceAbove, varianceBelow), 0));
            if (sum - margin >= wanted) {
                lowest = highest;
            }
            if (sum + margin < wanted) {
                break;
            }
            below += sums[highest];
            varianceBelow += squares[highest];
            above -= sums[highest];
            varianceAbove -= squares[highest];
            highest--;
        }
        low = lowest == BINS - 1 ? Float.NEGATIVE_INFINITY : edge(lowest);
        high = highest < 0 ? Float.POSITIVE_INFINITY : Math.max(edge(highest), -Float.MAX_VALUE);
    }

    /** Returns where a bin ends; no negative zero. */
    private float edge(int bin) {
        return (float) (top - (bin + 1) / scale) + 0f;
    }

    /** Sums the weights of what is at least a bound, by block, and keeps them. */
    private double sumFrom(float bound, float[] values, double @Nullable [] weights, int size) {
        double sum = 0;
        for (int from = 0; from < size; from += Blocks.SIZE) {
            int to = Math.min(from + Blocks.SIZE, size);
            double least = Math.min(bound, Float.MAX_VALUE);
            if (bound == Float.POSITIVE_INFINITY) {
                Arrays.fill(kept, from, to, 0);
            } else if (weights == null) {
                mark(values, from, to, least, kept);
            } else {
                mark(values, from, to, least, weights, kept);
            }
            reached[from / Blocks.SIZE] = Blocks.sum(kept, from, to, terms);
            sum += reached[from / Blocks.SIZE];
        }
        return sum;
    }

    // The clamped product is 1 or 0: two instructions where a comparison would keep the compiler from making vectors.

    private static void mark(float[] values, int from, int to, double bound, double[] marks) {
        for (int i = from; i < to; i++) {
            marks[i] = Math.min(1, Math.max(0, Math.fma(values[i] - bound, HUGE, 1)));
        }
    }

    private static void mark(float[] values, int from, int to, double bound, double[] weights, double[] marked) {
        for (int i = from; i < to; i++) {
            marked[i] = weights[i] * Math.min(1, Math.max(0, Math.fma(values[i] - bound, HUGE, 1)));
        }
    }

    /** Collects the keys of what is between the bounds, with indices for tokens. */
    private int collect(float[] values, int size) {
        if (members.length < size) {
            members = new long[kept.length];
        }
        int count = 0;
        if (low == Float.NEGATIVE_INFINITY || high == Float.POSITIVE_INFINITY) {
            for (int i = 0; i < size; i++) {
                if (values[i] >= low && !(values[i] >= high)) {
                    members[count++] = Ranking.key(i, values[i]);
                }
            }
            return count;
        }
        // Two signs at once, for of two branches one would be guessed wrong too often. With -0 and 0 for a bound of 0,
        // both zeros are on the right side.
        float least = low == 0 ? -0f : low;
        float most = Math.nextDown(high) + 0f;
        for (int i = 0; i < size; i++) {
            float value = values[i];
            if ((Float.floatToRawIntBits(value - least) | Float.floatToRawIntBits(most - value)) >= 0) {
                members[count++] = Ranking.key(i, value);
            }
        }
        return count;
    }

    /** Moves the fewest of the best members to the front whose weights reach a sum, or else all; returns how many. */
    private int select(double @Nullable [] weights, int count, double wanted) {
        int from = 0;
        int to = count - 1;
        double missing = wanted;
        while (from < to) {
            int middle = Quicksort.partition(members, from, to);
            double sum = sum(weights, from, middle);
            if (sum >= missing) {
                to = middle;
            } else {
                missing -= sum;
                from = middle + 1;
            }
        }
        return from + 1;
    }

    private double sum(double @Nullable [] weights, int from, int to) {
        if (weights == null) {
            return to - from + 1.;
        }
        double sum = 0;
        for (int i = from; i <= to; i++) {
            sum += weights[(int) members[i]];
        }
        return sum;
    }

    /**
     * Lists the indices of those found, in ascending order.
     *
     * @param values the same as before
     * @param indices where to write them; as long as there are values
     * @return how many they are
     */
    int list(float[] values, int size, boolean few, int[] indices) {
        int count = Range.list(values, size, lastValue, Float.POSITIVE_INFINITY, few, indices);
        if (!tied) {
            return count;
        }
        int left = 0;
        for (int i = 0; i < count; i++) {
            int index = indices[i];
            indices[left] = index;
            left += values[index] > lastValue || index <= lastIndex ? 1 : 0;
        }
        return left;
    }

    /** Returns the index that a fraction of the weights of those found stands for. */
    int indexAt(double fraction, int size) {
        return Blocks.indexOf(Blocks.last(reached, size) * fraction, kept, reached, size);
    }
}
