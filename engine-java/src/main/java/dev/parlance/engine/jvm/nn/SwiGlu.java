package dev.parlance.engine.jvm.nn;

/**
 * The sigmoid-weighted gate. As in ggml the last columns of a row that make no vector of four have the exponential of the C
 * library.
 */
final class SwiGlu {
    private SwiGlu() {}

    /** See {@link GatedActivation#SILU}. */
    static void apply(float[] gate, float[] up, int from, int to, int columns) {
        int fours = columns & -4;
        if (fours == columns) {
            for (int i = from; i < to; i++) {
                gate[i] = gate[i] / (1 + Exponential.exp(-gate[i])) * up[i];
            }
            return;
        }
        for (int i = from; i < to; i++) {
            float e = i % columns < fours ? Exponential.exp(-gate[i]) : ScalarExponential.exp(-gate[i]);
            gate[i] = gate[i] / (1 + e) * up[i];
        }
    }
}
