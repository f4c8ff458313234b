package dev.parlance.samplers.internal;

import dev.parlance.internal.Quicksort;
import dev.parlance.sampling.Candidates;

import java.util.Arrays;

/**
 * Keeps the fewest candidates with the smallest scores whose probabilities together reach a share: what top-p and typical
 * sampling have in common. This takes time in proportion to the number of candidates, for they are not sorted: their
 * weights are summed by score in bins, and only the bin in which the share is reached is put in order.
 */
final class Nucleus {
    private static final int BINS = 2048;

    /** For scores that are differences of logits: 32 in all, beyond which hardly any probability is. */
    private static final float BINS_PER_UNIT = 64;

    private final SoftMax softMax = new SoftMax();
    private final double[] bins = new double[BINS];
    private final Candidates.IndexPredicate rule = this::isKept;
    private float[] scores = new float[0];
    private int[] binOf = new int[0];
    private long[] members = new long[0];
    private float lastScore;
    private int lastIndex;

    /**
     * Computes the probabilities, which {@link #softMax} then has, and makes room for the scores.
     *
     * @return whether there is something to choose
     */
    boolean begin(Candidates candidates) {
        boolean choice = softMax.compute(candidates);
        if (scores.length < candidates.size()) {
            scores = new float[candidates.size()];
            binOf = new int[candidates.size()];
            members = new long[candidates.size()];
        }
        return choice;
    }

    SoftMax softMax() {
        return softMax;
    }

    /** Returns the room for the scores, at the indices of the candidates; none is to be NaN. */
    float[] scores() {
        return scores;
    }

    /**
     * Keeps candidates, after all have their scores. Of equal scores those with the smallest ids are kept.
     *
     * @param share more than 0, less than 1
     */
    void keep(Candidates candidates, double share) {
        int size = candidates.size();
        double wanted = share * softMax.sum();
        sumBins(size);
        int bin = 0;
        double reached = 0;
        while (bin < BINS - 1 && reached + bins[bin] < wanted) {
            reached += bins[bin++];
        }
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (binOf[i] == bin) {
                members[count++] = key(i);
            }
        }
        Quicksort.sort(members, 0, count - 1);
        for (int i = 0; i < count && reached < wanted; i++) {
            lastIndex = (int) members[i];
            reached += softMax.weight(lastIndex);
        }
        lastScore = scores[lastIndex];
        candidates.keepIf(rule);
    }

    private void sumBins(int size) {
        float least = scores[0];
        for (int i = 1; i < size; i++) {
            least = Math.min(least, scores[i]);
        }
        // Rounding keeps the order, so that a smaller score is never in a later bin. The loop is one for vectors.
        for (int i = 0; i < size; i++) {
            binOf[i] = (int) Math.min((scores[i] - least) * BINS_PER_UNIT, BINS - 1f);
        }
        Arrays.fill(bins, 0);
        for (int i = 0; i < size; i++) {
            bins[binOf[i]] += softMax.weight(i);
        }
    }

    /** Returns a number in the order of scores, then of indices. */
    private long key(int index) {
        int bits = Float.floatToRawIntBits(scores[index] + 0f); // + 0 makes -0 equal to 0
        int ascending = bits ^ ((bits >> 31) & 0x7FFF_FFFF); // two's complement order from sign and magnitude
        return (long) ascending << 32 | index;
    }

    private boolean isKept(int index) {
        return scores[index] < lastScore || (scores[index] == lastScore && index <= lastIndex);
    }
}
