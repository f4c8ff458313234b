package dev.parlance.sampling;

/** Sums of weights block by block, so that a draw looks at one block only. */
final class Blocks {
    /** How many are summed together: what the fastest cache holds. */
    static final int SIZE = 2048;

    private static final int LANES = 8;

    private Blocks() {}

    /** Returns how many blocks there are. */
    static int count(int size) {
        return (size + SIZE - 1) / SIZE;
    }

    /** Returns the last of the sums up to the end of each block. */
    static double last(double[] reached, int size) {
        return reached[count(size) - 1];
    }

    /** Returns the first index up to which the weights sum to more than a target, or else the last one with a weight. */
    static int indexOf(double target, double[] weights, double[] reached, int size) {
        double all = last(reached, size);
        int from = 0;
        double sum = 0;
        while (reached[from / SIZE] <= target && reached[from / SIZE] < all) {
            sum = reached[from / SIZE];
            from += SIZE;
        }
        int last = 0;
        for (int i = from; i < size && sum <= target; i++) { // a block's sum may be rounded otherwise, so that the next is looked at
            if (weights[i] > 0) {
                sum += weights[i];
                last = i;
            }
        }
        return last;
    }

    /**
     * Sums a block. Adds those of a whole one a quarter of it apart, which the compiler makes vectors of, and then the sums.
     *
     * @param terms scratch, as long as all because the compiler makes vectors only of arrays with the same index; may be
     *     what is summed
     */
    static double sum(double[] a, int from, int to, double[] terms) {
        if (to - from < SIZE) {
            return sumInOrder(a, from, to);
        }
        int quarter = from + SIZE / 4;
        addQuarters(a, from, quarter, terms);
        return sumInOrder(terms, from, quarter);
    }

    private static void addQuarters(double[] a, int from, int to, double[] sums) {
        for (int i = from; i < to; i++) {
            sums[i] = (a[i] + a[i + SIZE / 4]) + (a[i + SIZE / 2] + a[i + 3 * SIZE / 4]);
        }
    }

    /** Adds in eight sums, whose additions need not wait for each other, and these pairwise. */
    private static double sumInOrder(double[] a, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int whole = to - (to - from) % LANES;
        for (int i = from; i < whole; i += LANES) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        double sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
        for (int i = whole; i < to; i++) {
            sum += a[i];
        }
        return sum;
    }
}
