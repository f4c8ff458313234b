package dev.parlance.engine.jvm.kernel.scalar;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.IQ4_XS;
import dev.parlance.gguf.quant.Q2_K;
import dev.parlance.gguf.quant.Q4_0;
import dev.parlance.gguf.quant.QuantFormat;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.SuperBlockFormat;

/**
 * The definition of the products of quants, as llama.cpp's plain x64 variant computes them: whole numbers multiply and add
 * up exactly, and their scaled sums in float, in an order that depends on the format.
 */
final class QuantProducts {
    /** How many sums ggml keeps apart in the formats with blocks of 256. */
    private static final int LANES = 8;
    /** How many quants of an input have their sum with it. */
    private static final int SUMMED = 16;

    private QuantProducts() {}

    /** Adds up the products of a row of weights with the row of input that begins at an element. */
    @FunctionalInterface
    private interface Dot {
        float of(QuantRow weights, Activations input, int from);
    }

    /** Returns the product for a format. */
    static MatrixKernel of(QuantFormat format) {
        Dot dot = switch (format) {
            case Q4_0 q40 -> QuantProducts::scaledTwice;
            case BlockFormat whole when whole.partner() == Rounding.Q8_1 -> QuantProducts::withMinima;
            case BlockFormat whole -> QuantProducts::scaled;
            case Q2_K q2k -> QuantProducts::inOneSum;
            case IQ4_XS iq4xs -> QuantProducts::partByPart;
            case SuperBlockFormat inParts -> QuantProducts::inLanes;
        };
        return (weights, from, to, input, target, stride, scratch) -> {
            QuantRow unpacked = new QuantRow(format, weights.columns());
            for (int row = from; row < to; row++) {
                unpacked.unpack(format, weights, row);
                for (int t = 0; t < input.rows(); t++) {
                    target[t * stride + row] = dot.of(unpacked, input, input.offset(t));
                }
            }
        };
    }

    private static int products(byte[] w, int wFrom, byte[] x, int xFrom, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += w[wFrom + i] * x[xFrom + i];
        }
        return sum;
    }

    private static float scaled(QuantRow w, Activations input, int from) {
        byte[] x = input.quants(Rounding.Q8_0);
        float[] scales = input.scales(Rounding.Q8_0);
        int length = BlockFormat.BLOCK_LENGTH;
        float sum = 0;
        for (int block = 0, i = from; block < w.scales.length; block++, i += length) {
            sum += products(w.quants, block * length, x, i, length) * (w.scales[block] * scales[i / length]);
        }
        return sum;
    }

    /** Multiplies with one scale after the other, which rounds otherwise. */
    private static float scaledTwice(QuantRow w, Activations input, int from) {
        byte[] x = input.quants(Rounding.Q8_0);
        float[] scales = input.scales(Rounding.Q8_0);
        int length = BlockFormat.BLOCK_LENGTH;
        float sum = 0;
        for (int block = 0, i = from; block < w.scales.length; block++, i += length) {
            sum += products(w.quants, block * length, x, i, length) * w.scales[block] * scales[i / length];
        }
        return sum;
    }

    private static float withMinima(QuantRow w, Activations input, int from) {
        byte[] x = input.quants(Rounding.Q8_1);
        float[] scales = input.scales(Rounding.Q8_1);
        float[] sums = input.sums(Rounding.Q8_1);
        int length = BlockFormat.BLOCK_LENGTH;
        float sum = 0;
        for (int block = 0, i = from; block < w.scales.length; block++, i += length) {
            sum += products(w.quants, block * length, x, i, length) * (w.scales[block] * scales[i / length])
                    + w.minima[block] * sums[i / length];
        }
        return sum;
    }

    /** Adds up every eighth product apart, and the minima first. */
    private static float inLanes(QuantRow w, Activations input, int from) {
        byte[] x = input.quants(Rounding.Q8_K);
        float[] scales = input.scales(Rounding.Q8_K);
        int length = SuperBlockFormat.BLOCK_LENGTH;
        int parts = w.partScales.length / w.scales.length;
        float[] sums = new float[LANES];
        float sum = 0;
        for (int block = 0, i = from; block < w.scales.length; block++, i += length) {
            int[] products = new int[LANES];
            for (int j = 0; j < length; j++) {
                int scale = w.partScales[block * parts + j * parts / length];
                products[j % LANES] += scale * (w.quants[block * length + j] * x[i + j]);
            }
            float scale = w.scales[block] * scales[i / length];
            for (int lane = 0; lane < LANES; lane++) {
                sums[lane] += scale * products[lane];
            }
            sum -= w.minima[block] * scales[i / length] * minima(w, block, input, i);
        }
        for (int lane = 0; lane < LANES; lane++) {
            sum += sums[lane];
        }
        return sum;
    }

    /** Adds up the products of a whole block, and takes the minima from them. */
    private static float inOneSum(QuantRow w, Activations input, int from) {
        byte[] x = input.quants(Rounding.Q8_K);
        float[] scales = input.scales(Rounding.Q8_K);
        int length = SuperBlockFormat.BLOCK_LENGTH;
        int parts = w.partScales.length / w.scales.length;
        int partLength = length / parts;
        float sum = 0;
        for (int block = 0, i = from; block < w.scales.length; block++, i += length) {
            int products = 0;
            for (int part = 0; part < parts; part++) {
                int first = part * partLength;
                products += w.partScales[block * parts + part]
                        * products(w.quants, block * length + first, x, i + first, partLength);
            }
            float scale = scales[i / length];
            sum += scale * w.scales[block] * products - scale * w.minima[block] * minima(w, block, input, i);
        }
        return sum;
    }

    /** Scales the sum of each part. */
    private static float partByPart(QuantRow w, Activations input, int from) {
        byte[] x = input.quants(Rounding.Q8_K);
        float[] scales = input.scales(Rounding.Q8_K);
        int length = SuperBlockFormat.BLOCK_LENGTH;
        int parts = w.partScales.length / w.scales.length;
        int partLength = length / parts;
        float sum = 0;
        for (int block = 0, i = from; block < w.scales.length; block++, i += length) {
            float scale = w.scales[block] * scales[i / length];
            for (int part = 0; part < parts; part++) {
                int first = part * partLength;
                sum += scale * w.partScales[block * parts + part]
                        * products(w.quants, block * length + first, x, i + first, partLength);
            }
        }
        return sum;
    }

    /** Returns the sum of a block's minima, each times the sum of the part's inputs. */
    private static int minima(QuantRow w, int block, Activations input, int from) {
        float[] sums = input.sums(Rounding.Q8_K);
        int parts = w.partScales.length / w.scales.length;
        int count = SuperBlockFormat.BLOCK_LENGTH / SUMMED;
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += w.partMinima[block * parts + i * parts / count] * (int) sums[from / SUMMED + i];
        }
        return sum;
    }
}
