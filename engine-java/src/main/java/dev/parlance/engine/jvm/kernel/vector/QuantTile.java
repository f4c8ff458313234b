package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.SHORTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_SHORTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.parlance.engine.jvm.kernel.Scratch;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

import java.lang.foreign.MemorySegment;

/**
 * Some columns of two groups of 32 rows of weights, unpacked: quants (columns, 64) as shorts, which go with scales and
 * offsets (parts, 64): a weight is {@code scale * quant + offset}. Lanes are rows, so that nothing has to be added up across them,
 * and the order of sums is the same at any width.
 *
 * <p>The quants are the shorts; the floats are the scales, the offsets and, for each row of input, the results so far.
 */
final class QuantTile extends Scratch {
    /** Columns: the length of the longest block. */
    static final int COLUMNS = 256;
    /** Rows. */
    static final int ROWS = 64;
    /** Rows that a {@link GroupFormat} unpacks together. */
    static final int GROUP = ROWS / 2;
    /** The most parts. */
    private static final int PARTS = 16;
    /** Where the offsets begin after the scales. */
    private static final int OFFSETS = PARTS * ROWS;
    /** Where the results begin, (input rows, 64). */
    static final int RESULTS = 2 * OFFSETS;

    /** Where the sums of products begin after the quants, (slots, 64). */
    private static final int SUMS = COLUMNS * ROWS;
    /** Slots for sums of products. */
    private static final int SLOTS = 16;

    /** Inputs that meet the weights together. */
    static final int INPUTS = 4;

    /** Length of the shorts. */
    private static final int SHORT_COUNT = SUMS + SLOTS * ROWS;

    private final float[] floats = floats();
    private final short[] shorts = shorts();

    /**
     * Makes a tile that is scratch for other products, too.
     *
     * @param inputRows of which there are results
     * @param otherFloats how many floats others want
     */
    QuantTile(int inputRows, int otherFloats) {
        super(new float[Math.max(RESULTS + inputRows * ROWS, otherFloats)], new short[SHORT_COUNT]);
    }

    /** Returns where the quants of a column begin. */
    static int quants(int column) {
        return column * ROWS;
    }

    /** Returns where a slot for sums of products begins. */
    static int sums(int slot) {
        return SUMS + slot * ROWS;
    }

    /** Returns where the scales of a part begin. */
    static int scales(int part) {
        return part * ROWS;
    }

    /** Returns where the offsets of a part begin. */
    static int offsets(int part) {
        return OFFSETS + part * ROWS;
    }

    /**
     * Decodes numbers in F16 of 32 rows, of which 32 lower bytes come before 32 upper ones, as {@link VectorF16} does.
     *
     * @param at where the lower bytes begin
     * @param to where the numbers go in the floats
     */
    void decodeF16(MemorySegment source, long at, int to) {
        for (int i = 0; i < GROUP; i += LANES) {
            IntVector low = (IntVector) ByteVector.fromMemorySegment(BYTES, source, at + byteVector(i), ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
            IntVector half = ((IntVector) ByteVector.fromMemorySegment(BYTES, source, at + GROUP + byteVector(i), ORDER)
                    .convertShape(B2I, INTS, part(i))).lanewise(LSHL, 8).or(low);
            IntVector bits = half.lanewise(LSHL, 13).and(VectorF16.MAGNITUDE);
            bits.add(VectorF16.HIGH).reinterpretAsFloats().mul(0x1p-112f)
                    .blend(bits.add(VectorF16.LOW).reinterpretAsFloats().sub(0x1p-14f),
                            bits.lt(VectorF16.NORMAL).cast(FLOATS))
                    .reinterpretAsInts().or(half.and(VectorF16.SIGN)).reinterpretAsFloats().intoArray(floats, to + i);
        }
    }

    /**
     * Multiplies some columns with four rows of input. The products add up in shorts, which hold them exactly: the sums of each
     * input are left in a slot.
     *
     * @param column the first column
     * @param count how many
     * @param x rounded input, where the four begin at {@code from0} to {@code from3}
     */
    void multiply(int column, int count, byte[] x, int from0, int from1, int from2, int from3) {
        for (int row = 0; row < GROUP; row += WIDE_LANES) {
            int quant = quants(column) + row;
            ShortVector a0 = ShortVector.zero(WIDE_SHORTS);
            ShortVector a1 = ShortVector.zero(WIDE_SHORTS);
            ShortVector a2 = ShortVector.zero(WIDE_SHORTS);
            ShortVector a3 = ShortVector.zero(WIDE_SHORTS);
            ShortVector b0 = ShortVector.zero(WIDE_SHORTS);
            ShortVector b1 = ShortVector.zero(WIDE_SHORTS);
            ShortVector b2 = ShortVector.zero(WIDE_SHORTS);
            ShortVector b3 = ShortVector.zero(WIDE_SHORTS);
            for (int i = 0; i < count; i++) {
                ShortVector a = ShortVector.fromArray(WIDE_SHORTS, shorts, quant + ROWS * i);
                ShortVector b = ShortVector.fromArray(WIDE_SHORTS, shorts, quant + GROUP + ROWS * i);
                ShortVector x0 = ShortVector.broadcast(WIDE_SHORTS, x[from0 + i]);
                a0 = a0.add(a.mul(x0));
                b0 = b0.add(b.mul(x0));
                ShortVector x1 = ShortVector.broadcast(WIDE_SHORTS, x[from1 + i]);
                a1 = a1.add(a.mul(x1));
                b1 = b1.add(b.mul(x1));
                ShortVector x2 = ShortVector.broadcast(WIDE_SHORTS, x[from2 + i]);
                a2 = a2.add(a.mul(x2));
                b2 = b2.add(b.mul(x2));
                ShortVector x3 = ShortVector.broadcast(WIDE_SHORTS, x[from3 + i]);
                a3 = a3.add(a.mul(x3));
                b3 = b3.add(b.mul(x3));
            }
            a0.intoArray(shorts, sums(0) + row);
            b0.intoArray(shorts, sums(0) + GROUP + row);
            a1.intoArray(shorts, sums(1) + row);
            b1.intoArray(shorts, sums(1) + GROUP + row);
            a2.intoArray(shorts, sums(2) + row);
            b2.intoArray(shorts, sums(2) + GROUP + row);
            a3.intoArray(shorts, sums(3) + row);
            b3.intoArray(shorts, sums(3) + GROUP + row);
        }
    }

    /**
     * Adds sums of products, times the scales of weights and input, to results.
     *
     * @param slot which of the sums
     * @param part the part of the columns
     * @param scale the input's scale
     * @param result where the results of the input are
     */
    void addSums(int slot, int part, float scale, int result) {
        for (int row = 0; row < ROWS; row += LANES) {
            FloatVector sum = (FloatVector) ((IntVector) ShortVector.fromArray(SHORTS, shorts, sums(slot) + row)
                    .convertShape(S2I, INTS, 0)).convert(I2F, 0);
            sum.fma(FloatVector.fromArray(FLOATS, floats, scales(part) + row).mul(scale),
                    FloatVector.fromArray(FLOATS, floats, result + row)).intoArray(floats, result + row);
        }
    }

    /**
     * Adds the offsets of a part, times the sum of the inputs that they meet, to the results of one row of input.
     *
     * @param sum the sum, as large as the inputs are
     */
    void addOffsets(int part, float sum, int result) {
        for (int row = 0; row < ROWS; row += LANES) {
            FloatVector.fromArray(FLOATS, floats, offsets(part) + row)
                    .fma(FloatVector.broadcast(FLOATS, sum), FloatVector.fromArray(FLOATS, floats, result + row))
                    .intoArray(floats, result + row);
        }
    }
}
