package dev.parlance.testkit.agreement;

import dev.parlance.gguf.TensorType;

import java.util.Collection;

/**
 * How far correct engines may be from each other, by class of weights: as far as llama.cpp is from itself. Measured over 41
 * tiny random architectures and 57 quantised models, over all pairs of the CPU variants x64, haswell, icelake and
 * sapphirerapids; see {@code docs/agreement.md}. All figures are normalised mean square errors.
 */
public enum Yardstick {
    /** F32 weights and SiLU: sums in another order, vector exponentials. */
    F32_SILU(1e-11, 8e-6),
    /** F32 weights and GELU, which ggml looks up in a table of F16. */
    F32_GELU(2e-8, 1.9e-6),
    /** Activations rounded to F16 before they meet a matrix. */
    F16(5e-7, 3.3e-6),
    /** Activations rounded to BF16. */
    BF16(1e-5, 4.9e-5),
    /** Activations rounded to blocks of 8 bits, where one rounding that goes the other way shows. */
    QUANTISED(3e-4, 1.1e-3);

    /**
     * What the median over rows of the largest difference in a row stays below if activations are rounded as ggml does it;
     * measured are about 1e-6 when they are and 0.03 to 0.3 when not.
     */
    public static final double QUANTISED_MEDIAN = 1e-5;

    private final double reproducible;
    private final double byDefault;

    Yardstick(double reproducible, double byDefault) {
        this.reproducible = reproducible;
        this.byDefault = byDefault;
    }

    /** Returns the class of models whose matrices have some formats. */
    public static Yardstick of(Collection<TensorType> matrices, Yardstick f32) {
        Yardstick worst = f32;
        for (TensorType type : matrices) {
            Yardstick yardstick = switch (type) {
                case F32 -> f32;
                case F16 -> F16;
                case BF16 -> BF16;
                default -> QUANTISED;
            };
            worst = yardstick.compareTo(worst) > 0 ? yardstick : worst;
        }
        return worst;
    }

    /** Returns the bar in the reproducible setting. */
    public double reproducible() {
        return reproducible;
    }

    /** Returns the bar in the default setting: how far llama.cpp's default is from its strict setting. */
    public double byDefault() {
        return byDefault;
    }

    /** Returns the bar of a setting. */
    public double bar(boolean inReproducibleSetting) {
        return inReproducibleSetting ? reproducible : byDefault;
    }
}
