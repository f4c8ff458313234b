package dev.parlance.internal;

/**
 * Sorts and selects in place (Hoare: "Algorithm 64: Quicksort" and "Algorithm 65: Find", 1961). It never allocates, as
 * {@link java.util.Arrays#sort(long[])} does where it finds runs to merge.
 */
public final class Quicksort {
    private Quicksort() {}

    /** Sorts the elements from {@code low} to {@code high}, both inclusive. */
    public static void sort(long[] a, int low, int high) {
        int from = low;
        int to = high;
        while (from < to) {
            int middle = partition(a, from, to);
            // The recursion is for the shorter part, so that it is never deep.
            if (middle - from < to - middle) {
                sort(a, from, middle);
                from = middle + 1;
            } else {
                sort(a, middle + 1, to);
                to = middle;
            }
        }
    }

    /**
     * Moves the elements from {@code low} to {@code high}, both inclusive, so that the one at an index stands where it
     * would if they were sorted, the smaller ones before it and the larger ones after it.
     */
    public static void select(long[] a, int low, int high, int index) {
        int from = low;
        int to = high;
        while (from < to) {
            int middle = partition(a, from, to);
            if (index <= middle) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
    }

    /**
     * Moves the elements from {@code low} to {@code high}, both inclusive and not the same. Returns an index before the last;
     * no element up to it is larger than any after it.
     */
    public static int partition(long[] a, int low, int high) {
        // The median of three, unlike the last element, leaves something for the part after the index returned.
        long pivot = median(a[low], a[(low + high) >>> 1], a[high]);
        int i = low - 1;
        int j = high + 1;
        while (true) {
            do {
                i++;
            } while (a[i] < pivot);
            do {
                j--;
            } while (a[j] > pivot);
            if (i >= j) {
                return j;
            }
            long swapped = a[i];
            a[i] = a[j];
            a[j] = swapped;
        }
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
