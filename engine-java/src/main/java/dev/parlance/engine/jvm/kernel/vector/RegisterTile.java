package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost part of the product for several rows of input: four rows of decoded weights meet four rows of input, so that
 * eight vectors are loaded for sixteen multiplications, whose sums stay in registers. The sums of an input row and four rows
 * of weights are four vectors, one after the other.
 */
final class RegisterTile {
    /** Rows of weights, and of input, that meet. */
    static final int SIDE = 4;

    private RegisterTile() {}

    /**
     * Adds products to sums, both of them in {@code w}: sTK is of input row T and weight row K.
     *
     * @param w holds weights, from {@code from} on, {@code pitch} from row to row
     * @param x holds inputs, from {@code xFrom} on, {@code xStep} from row to row
     * @param count columns, a multiple of the lanes
     * @param sums where the sums begin in {@code w}
     * @param step from the sums of one input row to those of the next
     */
    static void add(float[] w, int from, int pitch, float[] x, int xFrom, int xStep, int count, int sums, int step) {
        FloatVector s00 = FloatVector.fromArray(FLOATS, w, sums);
        FloatVector s01 = FloatVector.fromArray(FLOATS, w, sums + LANES);
        FloatVector s02 = FloatVector.fromArray(FLOATS, w, sums + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(FLOATS, w, sums + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(FLOATS, w, sums + step);
        FloatVector s11 = FloatVector.fromArray(FLOATS, w, sums + step + LANES);
        FloatVector s12 = FloatVector.fromArray(FLOATS, w, sums + step + 2 * LANES);
        FloatVector s13 = FloatVector.fromArray(FLOATS, w, sums + step + 3 * LANES);
        FloatVector s20 = FloatVector.fromArray(FLOATS, w, sums + 2 * step);
        FloatVector s21 = FloatVector.fromArray(FLOATS, w, sums + 2 * step + LANES);
        FloatVector s22 = FloatVector.fromArray(FLOATS, w, sums + 2 * step + 2 * LANES);
        FloatVector s23 = FloatVector.fromArray(FLOATS, w, sums + 2 * step + 3 * LANES);
        FloatVector s30 = FloatVector.fromArray(FLOATS, w, sums + 3 * step);
        FloatVector s31 = FloatVector.fromArray(FLOATS, w, sums + 3 * step + LANES);
        FloatVector s32 = FloatVector.fromArray(FLOATS, w, sums + 3 * step + 2 * LANES);
        FloatVector s33 = FloatVector.fromArray(FLOATS, w, sums + 3 * step + 3 * LANES);
        for (int i = 0; i < count; i += LANES) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, from + i);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, from + pitch + i);
            FloatVector w2 = FloatVector.fromArray(FLOATS, w, from + 2 * pitch + i);
            FloatVector w3 = FloatVector.fromArray(FLOATS, w, from + 3 * pitch + i);
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, xFrom + i);
            s00 = w0.fma(x0, s00);
            s01 = w1.fma(x0, s01);
            s02 = w2.fma(x0, s02);
            s03 = w3.fma(x0, s03);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, xFrom + xStep + i);
            s10 = w0.fma(x1, s10);
            s11 = w1.fma(x1, s11);
            s12 = w2.fma(x1, s12);
            s13 = w3.fma(x1, s13);
            FloatVector x2 = FloatVector.fromArray(FLOATS, x, xFrom + 2 * xStep + i);
            s20 = w0.fma(x2, s20);
            s21 = w1.fma(x2, s21);
            s22 = w2.fma(x2, s22);
            s23 = w3.fma(x2, s23);
            FloatVector x3 = FloatVector.fromArray(FLOATS, x, xFrom + 3 * xStep + i);
            s30 = w0.fma(x3, s30);
            s31 = w1.fma(x3, s31);
            s32 = w2.fma(x3, s32);
            s33 = w3.fma(x3, s33);
        }
        s00.intoArray(w, sums);
        s01.intoArray(w, sums + LANES);
        s02.intoArray(w, sums + 2 * LANES);
        s03.intoArray(w, sums + 3 * LANES);
        s10.intoArray(w, sums + step);
        s11.intoArray(w, sums + step + LANES);
        s12.intoArray(w, sums + step + 2 * LANES);
        s13.intoArray(w, sums + step + 3 * LANES);
        s20.intoArray(w, sums + 2 * step);
        s21.intoArray(w, sums + 2 * step + LANES);
        s22.intoArray(w, sums + 2 * step + 2 * LANES);
        s23.intoArray(w, sums + 2 * step + 3 * LANES);
        s30.intoArray(w, sums + 3 * step);
        s31.intoArray(w, sums + 3 * step + LANES);
        s32.intoArray(w, sums + 3 * step + 2 * LANES);
        s33.intoArray(w, sums + 3 * step + 3 * LANES);
    }

    /** Does what {@link #add} does for a single row of input. */
    static void addRow(float[] w, int from, int pitch, float[] x, int xFrom, int count, int sums) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, w, sums);
        FloatVector s1 = FloatVector.fromArray(FLOATS, w, sums + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, w, sums + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, w, sums + 3 * LANES);
        for (int i = 0; i < count; i += LANES) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, xFrom + i);
            s0 = FloatVector.fromArray(FLOATS, w, from + i).fma(x0, s0);
            s1 = FloatVector.fromArray(FLOATS, w, from + pitch + i).fma(x0, s1);
            s2 = FloatVector.fromArray(FLOATS, w, from + 2 * pitch + i).fma(x0, s2);
            s3 = FloatVector.fromArray(FLOATS, w, from + 3 * pitch + i).fma(x0, s3);
        }
        s0.intoArray(w, sums);
        s1.intoArray(w, sums + LANES);
        s2.intoArray(w, sums + 2 * LANES);
        s3.intoArray(w, sums + 3 * LANES);
    }
}
