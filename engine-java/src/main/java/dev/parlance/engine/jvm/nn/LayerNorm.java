package dev.parlance.engine.jvm.nn;

/**
 * Layer normalisation (Ba et al., "Layer Normalization", 2016):
 * {@code y = (x - mean(x)) / sqrt(variance(x) + epsilon) * weight + bias}.
 *
 * <p>As in ggml the mean adds up in double, in order, and of the squares four at a time in float and these sums in double.
 *
 * @param weight (columns)
 * @param bias (columns)
 */
public record LayerNorm(float[] weight, float[] bias, float epsilon) {

    /**
     * Normalises each row.
     *
     * @param input (rows, columns)
     * @param output (rows, columns), may be the input
     */
    public void apply(Activations input, Activations output) {
        output.rows(input.rows());
        float[] x = input.values();
        float[] y = output.values();
        int columns = input.columns();
        for (int row = 0; row < input.rows(); row++) {
            int from = input.offset(row);
            double sum = 0;
            for (int i = from; i < from + columns; i++) {
                sum += x[i];
            }
            float mean = (float) sum / columns;
            for (int i = from; i < from + columns; i++) {
                y[i] = x[i] - mean;
            }
            float variance = (float) (sumOfSquares(y, from, columns) / columns);
            float scale = 1 / (float) Math.sqrt(variance + epsilon);
            for (int i = 0; i < columns; i++) {
                y[from + i] = y[from + i] * scale * weight[i] + bias[i];
            }
        }
    }

    private static double sumOfSquares(float[] y, int from, int columns) {
        double sum = 0;
        int i = from;
        for (; i <= from + columns - 4; i += 4) {
            sum += (y[i] * y[i] + y[i + 1] * y[i + 1]) + (y[i + 2] * y[i + 2] + y[i + 3] * y[i + 3]);
        }
        for (; i < from + columns; i++) {
            sum += y[i] * y[i];
        }
        return sum;
    }
}
