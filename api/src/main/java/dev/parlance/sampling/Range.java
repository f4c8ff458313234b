package dev.parlance.sampling;

/** Looks for logits in a range. */
final class Range {
    private Range() {}

    /**
     * Lists the indices of logits in a range, in ascending order.
     *
     * @param low inclusive
     * @param high inclusive
     * @param few whether they are probably few of many
     * @param indices where to write them; as long as there are logits
     * @return how many they are
     */
    static int list(float[] logits, int size, float low, float high, boolean few, int[] indices) {
        if (high < Float.POSITIVE_INFINITY || Float.isInfinite(low)) {
            return listBetween(logits, size, low, high, indices);
        }
        return few
                ? listFew(logits, size, low, indices)
                : listMany(logits, size, low == 0 ? -0f : low, indices); // from which -0 is not away either
    }

    private static int listFew(float[] logits, int size, float low, int[] indices) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (logits[i] >= low) {
                indices[count++] = i;
            }
        }
        return count;
    }

    // Both write an index that is in the range or overwritten by the next: a branch would be guessed wrong too often.

    private static int listMany(float[] logits, int size, double low, int[] indices) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            indices[count] = i;
            count += 1 - (int) (Double.doubleToRawLongBits(logits[i] - low) >>> 63); // quicker than a comparison
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
