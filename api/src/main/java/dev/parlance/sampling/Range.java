package dev.parlance.sampling;

/** Looks for logits in a range. */
final class Range {
    private Range() {}

    /**
     * Lists the indices of logits in a range, in ascending order.
     *
     * @param low inclusive
     * @param high inclusive
     * @param indices where to write them; as long as there are logits
     * @return how many they are
     */
    static int list(float[] logits, int size, float low, float high, int[] indices) {
        return high == Float.POSITIVE_INFINITY
                ? listFrom(logits, size, low, indices)
                : listBetween(logits, size, low, high, indices);
    }

    // Both write an index that is in the range or overwritten by the next: a branch would be guessed wrong too often.

    private static int listFrom(float[] logits, int size, float low, int[] indices) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            indices[count] = i;
            count += logits[i] >= low ? 1 : 0;
        }
        return count;
    }

    private static int listBetween(float[] logits, int size, float low, float high, int[] indices) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            indices[count] = i;
            count += (logits[i] >= low ? 1 : 0) & (logits[i] <= high ? 1 : 0);
        }
        return count;
    }
}
