package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Matrix products of all formats in one form: four rows of weights at a time are decoded into a tile of floats that stays
 * in the first-level cache, and the tile meets four rows of input at a time in sixteen accumulators. The four rows are
 * far apart in memory, because one sequential stream does not keep the prefetchers busy.
 *
 * <p>Decoding is exact, a quant times its scale having few enough bits, and so are the rounded activations. Each lane of
 * an accumulator adds up every {@code lanes}-th product with fused multiply-add, in order; at the end lanes are added in
 * pairs and the columns beyond the last whole vector one by one.
 */
final class VectorProducts {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Columns decoded at a time, a multiple of every block length and vector length: four rows of them are 16 KiB. */
    private static final int CHUNK = 1024;
    /** Rows of weights that are computed together, and rows of input. */
    private static final int TILE = 4;

    private VectorProducts() {}

    /** Decodes weights, see {@link WeightFormat#decode}. */
    @FunctionalInterface
    interface Decoder {
        void decode(MemorySegment source, long offset, float[] target, int from, int count);
    }

    static int scratchLength(int inputRows) {
        return TILE * CHUNK + inputRows * TILE * LANES;
    }

    static MatrixKernel of(WeightFormat format) {
        // The compiler vectorises the scalar definition of the others by itself.
        Decoder decoder = format == Q8_0.INSTANCE ? VectorDecode::decodeQ80 : format::decode;
        return (weights, from, to, input, target, stride, scratch) -> multiply(decoder, weights, from, to, input,
                target, stride, scratch);
    }

    private static void multiply(Decoder decoder, Matrix weights, int from, int to, Activations input, float[] target,
            int stride, float[] scratch) {
        int apart = (to - from) / TILE;
        for (int row = from; row < from + apart; row++) {
            multiplyRows(decoder, weights, row, apart, TILE, input, target, stride, scratch);
        }
        for (int row = from + TILE * apart; row < to; row++) {
            multiplyRows(decoder, weights, row, 0, 1, input, target, stride, scratch);
        }
    }

    /** Computes the rows {@code first, first + apart, ..}, at most a tile of them. */
    private static void multiplyRows(Decoder decoder, Matrix weights, int first, int apart, int count,
            Activations input, float[] target, int stride, float[] scratch) {
        int columns = weights.columns();
        int rows = input.rows();
        float[] x = input.values(weights.format().partner());
        long chunkBytes = weights.format().type().byteSize(CHUNK);
        Arrays.fill(scratch, TILE * CHUNK, TILE * CHUNK + rows * TILE * LANES, 0);
        for (int column = 0, chunk = 0; column < columns; column += CHUNK, chunk++) {
            int length = Math.min(CHUNK, columns - column);
            for (int k = 0; k < count; k++) {
                decoder.decode(weights.data(), weights.rowOffset(first + k * apart) + chunk * chunkBytes, scratch,
                        k * CHUNK, length);
            }
            int whole = length - length % LANES;
            int t = 0;
            for (; t + TILE <= rows; t += TILE) {
                addTile(scratch, x, input.offset(t) + column, columns, whole, TILE * CHUNK + t * TILE * LANES);
            }
            for (; t < rows; t++) {
                addRow(scratch, x, input.offset(t) + column, whole, TILE * CHUNK + t * TILE * LANES);
            }
        }
        int tail = columns % LANES;
        int tailInTile = (columns - tail) % CHUNK;
        for (int t = 0; t < rows; t++) {
            for (int k = 0; k < count; k++) {
                float sum = sumLanes(scratch, TILE * CHUNK + (t * TILE + k) * LANES);
                for (int i = 0; i < tail; i++) {
                    sum = Math.fma(scratch[k * CHUNK + tailInTile + i], x[input.offset(t) + columns - tail + i], sum);
                }
                target[t * stride + first + k * apart] = sum;
            }
        }
    }

    private static float sumLanes(float[] scratch, int at) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                scratch[at + i] += scratch[at + half + i];
            }
        }
        return scratch[at];
    }

    /** Adds the products of the tile's four rows with one row of input to four accumulators, which are in the scratch. */
    private static void addRow(float[] w, float[] x, int xFrom, int count, int sums) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, w, sums);
        FloatVector s1 = FloatVector.fromArray(SPECIES, w, sums + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, w, sums + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, w, sums + 3 * LANES);
        for (int i = 0; i < count; i += LANES) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, xFrom + i);
            s0 = FloatVector.fromArray(SPECIES, w, i).fma(x0, s0);
            s1 = FloatVector.fromArray(SPECIES, w, CHUNK + i).fma(x0, s1);
            s2 = FloatVector.fromArray(SPECIES, w, 2 * CHUNK + i).fma(x0, s2);
            s3 = FloatVector.fromArray(SPECIES, w, 3 * CHUNK + i).fma(x0, s3);
        }
        s0.intoArray(w, sums);
        s1.intoArray(w, sums + LANES);
        s2.intoArray(w, sums + 2 * LANES);
        s3.intoArray(w, sums + 3 * LANES);
    }

    /** Does what {@link #addRow} does for four rows of input, {@code xStride} apart: sTK is input row T, weight row K. */
    private static void addTile(float[] w, float[] x, int xFrom, int xStride, int count, int sums) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, w, sums);
        FloatVector s01 = FloatVector.fromArray(SPECIES, w, sums + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, w, sums + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, w, sums + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, w, sums + 4 * LANES);
        FloatVector s11 = FloatVector.fromArray(SPECIES, w, sums + 5 * LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, w, sums + 6 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, w, sums + 7 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, w, sums + 8 * LANES);
        FloatVector s21 = FloatVector.fromArray(SPECIES, w, sums + 9 * LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, w, sums + 10 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, w, sums + 11 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, w, sums + 12 * LANES);
        FloatVector s31 = FloatVector.fromArray(SPECIES, w, sums + 13 * LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, w, sums + 14 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, w, sums + 15 * LANES);
        for (int i = 0; i < count; i += LANES) {
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, i);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, CHUNK + i);
            FloatVector w2 = FloatVector.fromArray(SPECIES, w, 2 * CHUNK + i);
            FloatVector w3 = FloatVector.fromArray(SPECIES, w, 3 * CHUNK + i);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, xFrom + i);
            s00 = w0.fma(x0, s00);
            s01 = w1.fma(x0, s01);
            s02 = w2.fma(x0, s02);
            s03 = w3.fma(x0, s03);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, xFrom + xStride + i);
            s10 = w0.fma(x1, s10);
            s11 = w1.fma(x1, s11);
            s12 = w2.fma(x1, s12);
            s13 = w3.fma(x1, s13);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, xFrom + 2 * xStride + i);
            s20 = w0.fma(x2, s20);
            s21 = w1.fma(x2, s21);
            s22 = w2.fma(x2, s22);
            s23 = w3.fma(x2, s23);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, xFrom + 3 * xStride + i);
            s30 = w0.fma(x3, s30);
            s31 = w1.fma(x3, s31);
            s32 = w2.fma(x3, s32);
            s33 = w3.fma(x3, s33);
        }
        s00.intoArray(w, sums);
        s01.intoArray(w, sums + LANES);
        s02.intoArray(w, sums + 2 * LANES);
        s03.intoArray(w, sums + 3 * LANES);
        s10.intoArray(w, sums + 4 * LANES);
        s11.intoArray(w, sums + 5 * LANES);
        s12.intoArray(w, sums + 6 * LANES);
        s13.intoArray(w, sums + 7 * LANES);
        s20.intoArray(w, sums + 8 * LANES);
        s21.intoArray(w, sums + 9 * LANES);
        s22.intoArray(w, sums + 10 * LANES);
        s23.intoArray(w, sums + 11 * LANES);
        s30.intoArray(w, sums + 12 * LANES);
        s31.intoArray(w, sums + 13 * LANES);
        s32.intoArray(w, sums + 14 * LANES);
        s33.intoArray(w, sums + 15 * LANES);
    }
}
