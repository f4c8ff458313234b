package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.QuantTile.COLUMNS;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.GROUP;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.INPUTS;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.RESULTS;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.ROWS;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.kernel.Scratch;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.Q4_0;
import dev.parlance.gguf.quant.Q4_K;
import dev.parlance.gguf.quant.Q6_K;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;

import java.util.Arrays;

/**
 * Matrix products of interleaved rows of few bits in whole numbers of 16 bits, of which a vector holds twice as many as
 * floats. Two groups of rows, far apart in memory so that two streams keep the prefetchers busy, go together. Several rows of
 * input meet them in a {@link QuantTile}, a single one meets them straight from memory; both give the same bits.
 *
 * <p>The products of a few columns add up exactly; that times the weights' scale times the input's is added to the result with
 * fused multiply-add, in order of columns, and after a tile come the offsets. So each row's result is the same at any width of
 * vectors.
 */
final class IntegerProducts implements MatrixKernel {
    /** How many inputs of Q8_K are in one of their sums. */
    private static final int SUMMED = 16;

    private final GroupFormat format;

    private IntegerProducts(GroupFormat format) {
        this.format = format;
    }

    /** Returns whether a format has such products. */
    static boolean has(WeightFormat format) {
        return format == Q4_0.INSTANCE || format == Q4_K.INSTANCE || format == Q6_K.INSTANCE;
    }

    static MatrixKernel of(WeightFormat format) {
        return new IntegerProducts(switch (format) {
            case Q4_0 q40 -> new GroupQ40();
            case Q4_K q4k -> new GroupQ4K();
            case Q6_K q6k -> new GroupQ6K();
            default -> throw new IllegalArgumentException("no products of whole numbers for " + format.type());
        });
    }

    @Override
    public void multiply(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            Scratch scratch) {
        QuantTile tile = (QuantTile) scratch; // VectorProducts makes no other
        int groups = (to - from) / GROUP;
        int pairs = (groups + 1) / 2;
        for (int pair = 0; pair < pairs; pair++) {
            int first = from + GROUP * pair;
            // An odd group meets itself, and only one result is taken.
            int second = pair + pairs < groups ? first + GROUP * pairs : first;
            Arrays.fill(tile.floats(), RESULTS, RESULTS + input.rows() * ROWS, 0);
            if (input.rows() == 1) {
                multiplyOne(weights, first, second, input, tile);
            } else {
                multiplyMany(weights, first, second, input, tile);
            }
            for (int t = 0; t < input.rows(); t++) {
                System.arraycopy(tile.floats(), RESULTS + t * ROWS, target, t * stride + first, GROUP);
                System.arraycopy(tile.floats(), RESULTS + t * ROWS + (second == first ? 0 : GROUP), target,
                        t * stride + second, GROUP);
            }
        }
    }

    /** Multiplies two groups of rows with one row of input. */
    private void multiplyOne(Matrix weights, int first, int second, Activations input, QuantTile tile) {
        int length = weights.format().type().blockLength();
        long bytes = (long) GROUP * weights.format().type().blockBytes();
        byte[] x = input.quants(weights.format().partner());
        float[] scales = input.scales(weights.format().partner());
        for (int block = 0; block < weights.columns() / length; block++) {
            format.multiply(weights.data(), weights.rowOffset(first) + bytes * block,
                    weights.rowOffset(second) + bytes * block, tile, x, length * block, scales[block]);
            if (format.hasOffsets()) {
                addOffsets(tile, length * block, length, input);
            }
        }
    }

    /** Multiplies two groups of rows with several rows of input. */
    private void multiplyMany(Matrix weights, int first, int second, Activations input, QuantTile tile) {
        int length = weights.format().type().blockLength();
        long bytes = (long) GROUP * weights.format().type().blockBytes();
        for (int column = 0; column < weights.columns(); column += COLUMNS) {
            int count = Math.min(COLUMNS, weights.columns() - column);
            for (int i = 0; i < count; i += length) {
                long skipped = (column + i) / length * bytes;
                format.unpack(weights.data(), weights.rowOffset(first) + skipped, tile, i, 0);
                format.unpack(weights.data(), weights.rowOffset(second) + skipped, tile, i, GROUP);
            }
            addProducts(tile, weights.format().partner(), column, count, input);
            if (format.hasOffsets()) {
                addOffsets(tile, column, count, input);
            }
        }
    }

    /** Adds the products of the tile with some columns of all input rows. */
    private void addProducts(QuantTile tile, Rounding partner, int column, int count, Activations input) {
        byte[] x = input.quants(partner);
        float[] scales = input.scales(partner);
        int columns = input.columns();
        int scaleStep = scales.length / input.maxRows();
        int scaled = columns / scaleStep;
        for (int t = 0; t < input.rows(); t += INPUTS) {
            int inputs = Math.min(INPUTS, input.rows() - t);
            // If fewer than four are left, the last one stands in for those that are not there.
            int from0 = input.offset(t) + column;
            int from1 = input.offset(t + Math.min(1, inputs - 1)) + column;
            int from2 = input.offset(t + Math.min(2, inputs - 1)) + column;
            int from3 = input.offset(t + Math.min(3, inputs - 1)) + column;
            for (int i = 0; i < count; i += format.step()) {
                tile.multiply(i, format.step(), x, from0 + i, from1 + i, from2 + i, from3 + i);
                for (int slot = 0; slot < inputs; slot++) {
                    tile.addSums(slot, i / format.partLength(),
                            scales[(t + slot) * scaleStep + (column + i) / scaled], RESULTS + (t + slot) * ROWS);
                }
            }
        }
    }

    /** Adds what the offsets make of some columns of all input rows. */
    private void addOffsets(QuantTile tile, int column, int count, Activations input) {
        float[] sums = input.sums(Rounding.Q8_K);
        float[] scales = input.scales(Rounding.Q8_K);
        for (int t = 0; t < input.rows(); t++) {
            float scale = scales[(input.offset(t) + column) / COLUMNS];
            for (int part = 0; part < count / format.partLength(); part++) {
                float sum = 0;
                int first = input.offset(t) + column + part * format.partLength();
                for (int i = 0; i < format.partLength(); i += SUMMED) {
                    sum += sums[(first + i) / SUMMED];
                }
                tile.addOffsets(part, scale * sum, RESULTS + t * ROWS);
            }
        }
    }
}
