package dev.parlance.engine.jvm.nn;

/**
 * Root-mean-square normalisation (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019):
 * {@code y = x / sqrt(mean(x^2) + epsilon) * weight}. Squares add up in double, in order.
 *
 * @param weight as long as what is normalised: a row, or a head of which a row has several
 */
public record RmsNorm(float[] weight, float epsilon) {

    /**
     * Normalises each row, or each head.
     *
     * @param input (rows, columns), columns a multiple of the weight's length
     * @param output (rows, columns), may be the input
     */
    public void apply(Activations input, Activations output) {
        output.rows(input.rows());
        float[] x = input.values();
        float[] y = output.values();
        int length = weight.length;
        for (int from = 0; from < input.offset(input.rows()); from += length) {
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += x[from + i] * x[from + i];
            }
            float mean = (float) (sum / length);
            float scale = 1 / (float) Math.sqrt(mean + epsilon);
            for (int i = 0; i < length; i++) {
                y[from + i] = x[from + i] * scale * weight[i];
            }
        }
    }
}
