package dev.parlance.sampling;

import java.util.Arrays;

/** Tokens and their logits side by side, and what is known of the order in which they stand. */
final class Table {
    final int[] tokens;
    final float[] logits;
    int size;

    /** From where on each token stands at its own id, in the room that is not used too. */
    private int moved;

    /** How many at the front are known to be the best of all, best first. */
    int sorted;
    boolean sortedByToken = true;

    /** Makes one without rows. */
    Table(int room) {
        tokens = new int[room];
        logits = new float[room];
        moved = room;
    }

    /** Puts every token at its own id. */
    void fill(float[] source) {
        for (int token = 0; token < moved; token++) {
            tokens[token] = token;
        }
        moved = 0;
        size = tokens.length;
        sorted = 0;
        sortedByToken = true;
        System.arraycopy(source, 0, logits, 0, size);
    }

    /** Returns the index of a token, or -1. */
    int indexOf(int token) {
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

    /** Puts the best in order at the front. */
    void sort(int wanted, Ranking ranking, Maxima maxima) {
        if (wanted < size) {
            moveBestToFront(wanted, ranking.select(wanted, this, maxima));
        }
        ranking.sort(tokens, logits, sorted, wanted);
        sorted = wanted;
        sortedByToken = false;
        moved = Math.max(moved, size);
    }

    private void moveBestToFront(int count, long worstWanted) {
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

    /** Puts the smallest id first. */
    void sortByToken(Ranking ranking) {
        ranking.sortByToken(tokens, logits, size);
        sorted = 0;
        sortedByToken = true;
    }

    /** Keeps the rows of some indices, which ascend. */
    void keep(int[] indices, int count) {
        int countSorted = 0;
        for (int i = 0; i < count && indices[i] < sorted; i++) {
            countSorted++;
        }
        for (int i = 0; i < count; i++) {
            tokens[i] = tokens[indices[i]];
        }
        for (int i = 0; i < count; i++) {
            logits[i] = logits[indices[i]];
        }
        shrink(count, countSorted);
    }

    /** Keeps the rows for which a rule holds. */
    void keepIf(Candidates.IndexPredicate rule) {
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

    /** Keeps the rows at the front that are sorted, and of the others those with keys up to one. */
    void keepUpTo(long worst) {
        int count = sorted;
        for (int i = sorted; i < size; i++) {
            if (Ranking.key(tokens[i], logits[i]) <= worst) {
                tokens[count] = tokens[i];
                logits[count++] = logits[i];
            }
        }
        shrink(count, sorted);
    }

    /** Keeps the row of one index. */
    void keepOne(int index) {
        tokens[0] = tokens[index];
        logits[0] = logits[index];
        shrink(1, 0);
    }

    /** Takes tokens away, which ascend, from rows that stand in the order of ids. */
    void remove(int[] removed, int count) {
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

    /**
     * Keeps the rows at the front.
     *
     * @throws IllegalStateException if these are none; then all stay, where they were
     */
    void shrink(int count, int countSorted) {
        if (count == 0) {
            throw new IllegalStateException("a sampler would leave none of " + size + " candidates");
        }
        if (count < size) {
            moved = Math.max(moved, count); // those behind them stand where they did
            size = count;
            sorted = countSorted;
        }
    }
}
