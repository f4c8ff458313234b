package dev.parlance.engine.jvm.nn;

/**
 * Chooses for each token the experts with the highest scores, and the shares that they have in the result (Shazeer et al.,
 * "Outrageously Large Neural Networks", 2017), in the order and with the roundings of llama.cpp.
 */
public final class Router {
    /** What the sum of shares is at least before it divides them: the smallest normal number of F16. */
    private static final float MIN_SUM = 0x1p-14f;

    /** How shares come from scores. */
    public enum Shares {
        /** The soft-max over all experts. Those of the chosen add up to less than 1. */
        OF_ALL,
        /** The soft-max over all experts, divided by the sum over the chosen. */
        OF_ALL_NORMALISED,
        /** The soft-max over the chosen. */
        OF_CHOSEN
    }

    private final Shares kind;
    private final int used;
    private final int[] experts; // (rows, used)
    private final float[] shares; // (rows, used)

    /**
     * Makes a router.
     *
     * @param maxRows the most tokens in one pass
     * @param used how many experts a token goes through
     */
    public Router(Shares kind, int maxRows, int used) {
        this.kind = kind;
        this.used = used;
        this.experts = new int[maxRows * used];
        this.shares = new float[maxRows * used];
    }

    /** Returns the chosen experts, (rows, used), the highest score of a row first. */
    public int[] experts() {
        return experts;
    }

    /** Returns the shares of the chosen, (rows, used). */
    public float[] shares() {
        return shares;
    }

    /**
     * Chooses for one row; of equal scores the first.
     *
     * @param scores (rows, experts), of which the row is changed
     */
    public void choose(Activations scores, int row) {
        float[] values = scores.values();
        int from = scores.offset(row);
        int to = from + scores.columns();
        if (kind != Shares.OF_CHOSEN) {
            SoftMax.applyToRow(values, from, to);
        }
        int at = row * used;
        for (int rank = at; rank < at + used; rank++) {
            int best = -1;
            for (int i = from; i < to; i++) {
                if ((best < 0 || values[i] > values[best]) && !isChosen(i - from, at, rank)) {
                    best = i;
                }
            }
            experts[rank] = best - from;
            shares[rank] = values[best];
        }
        switch (kind) {
            case OF_ALL -> {
            }
            case OF_ALL_NORMALISED -> normalise(at);
            case OF_CHOSEN -> SoftMax.applyToRow(shares, at, at + used);
        }
    }

    private boolean isChosen(int expert, int from, int to) {
        for (int rank = from; rank < to; rank++) {
            if (experts[rank] == expert) {
                return true;
            }
        }
        return false;
    }

    private void normalise(int at) {
        double sum = 0;
        for (int rank = at; rank < at + used; rank++) {
            sum += shares[rank];
        }
        float divisor = Math.max((float) sum, MIN_SUM);
        for (int rank = at; rank < at + used; rank++) {
            shares[rank] /= divisor;
        }
    }
}
