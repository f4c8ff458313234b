package dev.parlance.engine.jvm.kernel.scalar;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.kernel.Scratch;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.QuantFormat;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;

import java.lang.foreign.MemorySegment;

/**
 * The definition of the matrix product for each weight format, as llama.cpp's plain x64 variant computes it: floating-point
 * weights multiply in float and add up in double, in order. See {@link QuantProducts} for the others.
 */
public final class ScalarProducts {
    private ScalarProducts() {}

    /** Returns the product for a format. */
    public static MatrixKernel of(WeightFormat format) {
        return switch (format) {
            case F32 f32 -> ScalarProducts::multiplyF32;
            case F16 f16 -> ScalarProducts::multiplyF16;
            case BF16 bf16 -> ScalarProducts::multiplyBF16;
            case QuantFormat quants -> QuantProducts.of(quants);
            default -> throw new IllegalArgumentException("no scalar kernel for " + format.type());
        };
    }

    private static void multiplyF32(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            Scratch scratch) {
        MemorySegment data = weights.data();
        float[] x = input.values();
        for (int row = from; row < to; row++) {
            long start = weights.rowOffset(row);
            for (int t = 0; t < input.rows(); t++) {
                double sum = 0;
                for (int i = 0, xi = input.offset(t); i < weights.columns(); i++, xi++) {
                    sum += data.get(F32.WEIGHT, start + 4L * i) * x[xi];
                }
                target[t * stride + row] = (float) sum;
            }
        }
    }

    private static void multiplyF16(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            Scratch scratch) {
        MemorySegment data = weights.data();
        float[] x = input.values(Rounding.F16);
        for (int row = from; row < to; row++) {
            long start = weights.rowOffset(row);
            for (int t = 0; t < input.rows(); t++) {
                double sum = 0;
                for (int i = 0, xi = input.offset(t); i < weights.columns(); i++, xi++) {
                    sum += Float.float16ToFloat(data.get(F16.WEIGHT, start + 2L * i)) * x[xi];
                }
                target[t * stride + row] = (float) sum;
            }
        }
    }

    private static void multiplyBF16(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            Scratch scratch) {
        MemorySegment data = weights.data();
        float[] x = input.values(Rounding.BF16);
        for (int row = from; row < to; row++) {
            long start = weights.rowOffset(row);
            for (int t = 0; t < input.rows(); t++) {
                double sum = 0;
                for (int i = 0, xi = input.offset(t); i < weights.columns(); i++, xi++) {
                    sum += BF16.toFloat(data.get(BF16.WEIGHT, start + 2L * i)) * x[xi];
                }
                target[t * stride + row] = (float) sum;
            }
        }
    }
}
