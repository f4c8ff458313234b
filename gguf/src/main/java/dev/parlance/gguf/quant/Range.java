package dev.parlance.gguf.quant;

/** The least and the greatest of some numbers. */
record Range(float least, float greatest) {

    static Range of(float[] x, int from, int count) {
        float least = x[from];
        float greatest = x[from];
        for (int i = from + 1; i < from + count; i++) {
            least = Math.min(least, x[i]);
            greatest = Math.max(greatest, x[i]);
        }
        return new Range(least, greatest);
    }

    float width() {
        return greatest - least;
    }
}
