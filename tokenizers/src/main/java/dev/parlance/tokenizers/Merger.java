package dev.parlance.tokenizers;

/**
 * Byte-pair merging (Sennrich, Haddow and Birch 2016): of all neighbouring pairs that can be merged, the one of the
 * lowest rank is, the leftmost if there are several, until there is none. Holds the working memory of one call, for one
 * thread.
 */
final class Merger {
    /** Above this many symbols a heap finds the next pair; below, looking at all of them is faster. */
    private static final int SHORT = 48;

    private final PairTable merges;
    private long[] values = new long[SHORT]; // of the pair that begins at an index
    private int[] previous = new int[0];
    private int[] next = new int[0];

    Merger(PairTable merges) {
        this.merges = merges;
    }

    /**
     * Merges in place.
     *
     * @param symbols the symbols
     * @param count how many there are
     * @return how many are left
     */
    int merge(int[] symbols, int count) {
        return count <= SHORT ? mergeShort(symbols, count) : mergeLong(symbols, count);
    }

    private int mergeShort(int[] symbols, int count) {
        for (int i = 0; i + 1 < count; i++) {
            values[i] = merges.get(symbols[i], symbols[i + 1]);
        }
        int left = count;
        while (true) {
            int best = -1;
            int bestRank = PairTable.rank(PairTable.NONE);
            for (int i = 0; i + 1 < left; i++) {
                int rank = PairTable.rank(values[i]);
                if (rank < bestRank) {
                    bestRank = rank;
                    best = i;
                }
            }
            if (best < 0) {
                return left;
            }
            symbols[best] = PairTable.result(values[best]);
            left--;
            for (int i = best + 1; i < left; i++) {
                symbols[i] = symbols[i + 1];
                values[i] = values[i + 1];
            }
            if (best > 0) {
                values[best - 1] = merges.get(symbols[best - 1], symbols[best]);
            }
            if (best + 1 < left) {
                values[best] = merges.get(symbols[best], symbols[best + 1]);
            }
        }
    }

    /** Symbols stay at their index and form a linked list; O(n log n). */
    private int mergeLong(int[] symbols, int count) {
        reserve(count);
        LongHeap heap = new LongHeap();
        for (int i = 0; i < count; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
            look(symbols, i, count, heap);
        }
        while (!heap.isEmpty()) {
            long entry = heap.poll();
            int left = (int) entry;
            if (PairTable.rank(values[left]) != (int) (entry >>> 32)) {
                continue; // one of the two has been merged with another since
            }
            int right = next[left];
            symbols[left] = PairTable.result(values[left]);
            values[right] = PairTable.NONE;
            next[left] = next[right];
            if (next[left] < count) {
                previous[next[left]] = left;
            }
            look(symbols, left, count, heap);
            if (left > 0) {
                look(symbols, previous[left], count, heap);
            }
        }
        int left = 0;
        for (int i = 0; i < count; i = next[i]) {
            symbols[left++] = symbols[i];
        }
        return left;
    }

    /** Looks up the pair that begins at an index; in the heap, its rank comes before the index. */
    private void look(int[] symbols, int left, int count, LongHeap heap) {
        long value = next[left] < count ? merges.get(symbols[left], symbols[next[left]]) : PairTable.NONE;
        values[left] = value;
        if (value != PairTable.NONE) {
            heap.add(((long) PairTable.rank(value) << 32) | left);
        }
    }

    private void reserve(int count) {
        if (next.length < count) {
            int capacity = Math.max(count, next.length + (next.length >> 1));
            values = new long[capacity];
            previous = new int[capacity];
            next = new int[capacity];
        }
    }
}
