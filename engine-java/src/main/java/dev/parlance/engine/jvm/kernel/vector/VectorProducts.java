package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.RegisterTile.SIDE;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.kernel.Scratch;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.IQ4_NL;
import dev.parlance.gguf.quant.IQ4_XS;
import dev.parlance.gguf.quant.MXFP4;
import dev.parlance.gguf.quant.Q2_K;
import dev.parlance.gguf.quant.Q3_K;
import dev.parlance.gguf.quant.Q4_0;
import dev.parlance.gguf.quant.Q4_1;
import dev.parlance.gguf.quant.Q4_K;
import dev.parlance.gguf.quant.Q5_0;
import dev.parlance.gguf.quant.Q5_1;
import dev.parlance.gguf.quant.Q5_K;
import dev.parlance.gguf.quant.Q6_K;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;

import java.util.Arrays;

/**
 * Matrix products of all formats in two forms, which give the same bits. One row of input, which is what generating a token
 * is, or a few meet the weights straight from memory, in the format's {@link VectorFormat#dot}. For more rows of input the
 * weights are decoded once into a tile of floats that stays in the first-level cache, and four rows of it at a time meet
 * four rows of input in sixteen accumulators. One row of input meets rows of weights that are far apart in memory, because
 * one sequential stream does not keep the prefetchers busy; several meet neighbours, whose results are neighbours, too.
 *
 * <p>Decoding is exact where a quant times its scale has few enough bits, and so are the rounded activations; the formats
 * with blocks of 256 round both once more to a float. Each lane of
 * an accumulator adds up every {@code lanes}-th product with fused multiply-add, in order; at the end lanes are added in
 * pairs and the columns beyond the last whole vector one by one.
 */
final class VectorProducts {
    /** So many rows of input are few: reading the weights again from the cache costs less than a tile of them. */
    private static final int FEW = 6;
    /** Rows of a tile, a multiple of {@link RegisterTile#SIDE}: the more, the more a row of input is used while cached. */
    private static final int TILE_ROWS = 8;
    /** Columns of a tile, a multiple of every block's length and vector's length. */
    private static final int CHUNK = 512;
    /** From one row of a tile to the next: no power of two, so that rows do not compete for the same lines of the cache. */
    private static final int PITCH = CHUNK + 16;
    /** Where the sums begin in the scratch of a tile, (input rows, {@link #TILE_ROWS}, lanes). */
    private static final int SUMS = TILE_ROWS * PITCH;
    /** From the sums of one input row to those of the next. */
    private static final int SUMS_STEP = TILE_ROWS * LANES;

    private VectorProducts() {}

    /** Makes scratch for all products. */
    static Scratch scratch(int inputRows) {
        return new QuantTile(inputRows, SUMS + inputRows * SUMS_STEP);
    }

    /** Returns how a format is read. */
    static VectorFormat read(WeightFormat format) {
        return switch (format) {
            case F32 f32 -> new VectorF32();
            case F16 f16 -> new VectorF16();
            case BF16 bf16 -> new VectorBF16();
            case Q8_0 q80 -> new VectorQ80();
            case Q4_0 q40 -> new VectorQ40();
            case Q4_K q4k -> new DecodedFormat(format, VectorQ4K::decode);
            case Q5_K q5k -> new DecodedFormat(format, VectorQ5K::decode);
            case Q6_K q6k -> new DecodedFormat(format, VectorQ6K::decode);
            case Q2_K q2k -> new DecodedFormat(format, VectorQ2K::decode);
            case Q3_K q3k -> new DecodedFormat(format, VectorQ3K::decode);
            case IQ4_XS iq4xs -> new DecodedFormat(format, VectorIQ4XS::decode);
            case Q4_1 q41 -> new DecodedFormat(format, new VectorNibbles(q41, Q4_1.NIBBLES)::decode);
            case IQ4_NL iq4nl -> new DecodedFormat(format, new VectorNibbles(iq4nl, IQ4_NL.NIBBLES)::decode);
            case MXFP4 mxfp4 -> new DecodedFormat(format, new VectorNibbles(mxfp4, MXFP4.NIBBLES)::decode);
            case Q5_0 q50 -> new DecodedFormat(format, new VectorFifthBits(q50, Q5_0.BITS, -16)::decode);
            case Q5_1 q51 -> new DecodedFormat(format, new VectorFifthBits(q51, Q5_1.BITS, 0)::decode);
            case BlockFormat block when MinimaProducts.hasMinima(block) ->
                new DecodedFormat(new MinimaProducts.WithoutMinima(block));
            default -> new DecodedFormat(format);
        };
    }

    static MatrixKernel of(WeightFormat format) {
        VectorFormat vectors = read(format);
        MatrixKernel products = (weights, from, to, input, target, stride, scratch) -> {
            if (input.rows() <= FEW) {
                multiplyFew(vectors, weights, from, to, input, target, stride, scratch.floats());
            } else {
                multiplyMany(vectors, weights, from, to, input, target, stride, scratch.floats());
            }
        };
        if (IntegerProducts.has(format)) {
            MatrixKernel integers = IntegerProducts.of(format);
            return (weights, from, to, input, target, stride, scratch) -> {
                MatrixKernel kernel = weights.isInterleaved() ? integers : products;
                kernel.multiply(weights, from, to, input, target, stride, scratch);
            };
        }
        return format instanceof BlockFormat block && MinimaProducts.hasMinima(block)
                ? new MinimaProducts(block, products)
                : products;
    }

    private static void multiplyFew(VectorFormat format, Matrix weights, int from, int to, Activations input,
            float[] target, int stride, float[] scratch) {
        int apart = (to - from) / VectorFormat.ROWS;
        for (int row = from; row < from + apart; row++) {
            multiplyFew(format, weights, row, apart, VectorFormat.ROWS, input, target, stride, scratch);
        }
        for (int row = from + VectorFormat.ROWS * apart; row < to; row++) {
            multiplyFew(format, weights, row, 0, 1, input, target, stride, scratch);
        }
    }

    /** Computes some of the rows {@code first, first + apart, ..}, which go together; they are cached after the first input. */
    private static void multiplyFew(VectorFormat format, Matrix weights, int first, int apart, int count,
            Activations input, float[] target, int stride, float[] scratch) {
        float[] x = input.values(weights.format().partner());
        int tail = weights.columns() % LANES;
        int whole = weights.columns() - tail;
        for (int t = 0; t < input.rows(); t++) {
            format.dot(weights.data(), weights.rowOffset(first), apart * weights.rowBytes(), whole, x, input.offset(t),
                    scratch);
            LaneSums.replace(scratch, 0, VectorFormat.ROWS);
            for (int k = 0; k < count; k++) {
                int row = first + k * apart;
                int rest = VectorFormat.ROWS;
                format.decode(weights.data(), weights.rowOffset(row) + weights.format().type().byteSize(whole), scratch,
                        rest, tail);
                target[t * stride + row] = addTail(scratch[k], scratch, rest, x, input.offset(t) + whole, tail);
            }
        }
    }

    private static void multiplyMany(VectorFormat format, Matrix weights, int from, int to, Activations input,
            float[] target, int stride, float[] scratch) {
        for (int row = from; row < to; row += TILE_ROWS) {
            multiplyTile(format, weights, row, Math.min(TILE_ROWS, to - row), input, target, stride, scratch);
        }
    }

    /** Computes neighbouring rows, at most a tile of them. */
    private static void multiplyTile(VectorFormat format, Matrix weights, int first, int count, Activations input,
            float[] target, int stride, float[] scratch) {
        int columns = weights.columns();
        float[] x = input.values(weights.format().partner());
        Arrays.fill(scratch, SUMS, SUMS + input.rows() * SUMS_STEP, 0);
        for (int column = 0; column < columns; column += CHUNK) {
            int length = Math.min(CHUNK, columns - column);
            long skipped = weights.format().type().byteSize(column);
            for (int k = 0; k < count; k++) {
                format.decode(weights.data(), weights.rowOffset(first + k) + skipped, scratch, k * PITCH, length);
            }
            multiplyChunk(scratch, count, x, column, columns, input.rows(), length - length % LANES);
        }
        int tail = columns % LANES;
        int tailInTile = (columns - tail) % CHUNK;
        LaneSums.replace(scratch, SUMS, input.rows() * TILE_ROWS);
        for (int t = 0; t < input.rows(); t++) {
            for (int k = 0; k < count; k++) {
                float sum = scratch[SUMS + t * TILE_ROWS + k];
                target[t * stride + first + k] = addTail(sum, scratch, k * PITCH + tailInTile, x,
                        input.offset(t) + columns - tail, tail);
            }
        }
    }

    /** Adds the products of the tile with some columns of all input rows to the sums. */
    private static void multiplyChunk(float[] scratch, int count, float[] x, int column, int columns, int rows,
            int length) {
        int t = 0;
        for (; t + SIDE <= rows; t += SIDE) {
            for (int k = 0; k < count; k += SIDE) {
                RegisterTile.add(scratch, k * PITCH, PITCH, x, t * columns + column, columns, length,
                        SUMS + t * SUMS_STEP + k * LANES, SUMS_STEP);
            }
        }
        for (; t < rows; t++) {
            for (int k = 0; k < count; k += SIDE) {
                RegisterTile.addRow(scratch, k * PITCH, PITCH, x, t * columns + column, length,
                        SUMS + t * SUMS_STEP + k * LANES);
            }
        }
    }

    private static float addTail(float sum, float[] weights, int from, float[] x, int xFrom, int count) {
        float total = sum;
        for (int i = 0; i < count; i++) {
            total = Math.fma(weights[from + i], x[xFrom + i], total);
        }
        return total;
    }
}
