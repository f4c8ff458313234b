package dev.parlance.engine.jvm.nn;

/** Root-mean-square normalisation (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019). */
public final class RmsNorm {
    private RmsNorm() {}

    /**
     * Normalises each row: {@code y = x / sqrt(mean(x^2) + epsilon) * weight}. Squares add up in double, in order.
     *
     * @param input (rows, columns)
     * @param weight (columns)
     * @param output (rows, columns), may be the input
     */
    public static void apply(Activations input, float[] weight, float epsilon, Activations output) {
        output.rows(input.rows());
        float[] x = input.values();
        float[] y = output.values();
        int columns = input.columns();
        for (int row = 0; row < input.rows(); row++) {
            int from = input.offset(row);
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += x[from + i] * x[from + i];
            }
            float mean = (float) (sum / columns);
            float scale = 1 / (float) Math.sqrt(mean + epsilon);
            for (int i = 0; i < columns; i++) {
                y[from + i] = x[from + i] * scale * weight[i];
            }
        }
    }
}
