package dev.parlance.engine.jvm.kernel.scalar;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The definition of the matrix product for each weight format, as llama.cpp's plain x64 variant computes it: floating-point
 * weights multiply in float and add up in double, in order; blocks of integers add up exactly and their scaled sums in
 * float, in order.
 */
public final class ScalarProducts {
    private ScalarProducts() {}

    /** Returns the product for a format. */
    public static MatrixKernel of(WeightFormat format) {
        return switch (format) {
            case F32 f32 -> ScalarProducts::multiplyF32;
            case F16 f16 -> ScalarProducts::multiplyF16;
            case BF16 bf16 -> ScalarProducts::multiplyBF16;
            case Q8_0 q80 -> ScalarProducts::multiplyQ80;
            default -> throw new IllegalArgumentException("no scalar kernel for " + format.type());
        };
    }

    private static void multiplyF32(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            float[] scratch) {
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
            float[] scratch) {
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
            float[] scratch) {
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

    private static void multiplyQ80(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            float[] scratch) {
        MemorySegment data = weights.data();
        byte[] x = input.quants();
        float[] scales = input.scales();
        for (int row = from; row < to; row++) {
            for (int t = 0; t < input.rows(); t++) {
                float sum = 0;
                long block = weights.rowOffset(row);
                for (int xi = input.offset(t); xi < input.offset(t + 1); xi += Q8_0.BLOCK_LENGTH) {
                    int products = 0;
                    for (int i = 0; i < Q8_0.BLOCK_LENGTH; i++) {
                        products += data.get(ValueLayout.JAVA_BYTE, block + Q8_0.QUANTS + i) * x[xi + i];
                    }
                    float scale = Float.float16ToFloat(data.get(Q8_0.SCALE, block));
                    sum += products * (scale * scales[xi / Q8_0.BLOCK_LENGTH]);
                    block += Q8_0.BLOCK_BYTES;
                }
                target[t * stride + row] = sum;
            }
        }
    }
}
