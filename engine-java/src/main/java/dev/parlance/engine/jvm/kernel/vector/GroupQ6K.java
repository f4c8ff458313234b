package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_SHORTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.GROUP;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.ROWS;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2S;

import dev.parlance.gguf.quant.Q6_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;

import java.lang.foreign.MemorySegment;

/** {@link Q6_K}: 8 products of at most 32 times 127 fit. */
final class GroupQ6K implements GroupFormat {
    private static final int PART = 16;
    private static final int STEP = 8;
    private static final int PARTS = Q6_K.BLOCK_LENGTH / PART;
    private static final short LOW = 15;
    private static final short HIGH = 48;
    private static final short BIAS = 32;
    /** Where the scale of the block is put: with the scales that are written last. */
    private static final int BLOCK_SCALE = QuantTile.scales(PARTS - 1);

    @Override
    public int partLength() {
        return PART;
    }

    @Override
    public int step() {
        return STEP;
    }

    @Override
    public boolean hasOffsets() {
        return false;
    }

    @Override
    public void unpack(MemorySegment source, long block, QuantTile tile, int column, int row) {
        scales(source, block, tile, row);
        short[] quants = tile.shorts();
        for (int half = 0; half < 2; half++) {
            long lower = block + (long) GROUP * 64 * half;
            long upper = block + (long) GROUP * (Q6_K.UPPER + 32 * half);
            int to = QuantTile.quants(column + 128 * half) + row;
            for (int r = 0; r < GROUP; r += WIDE_LANES) {
                for (int i = 0; i < 32; i++) {
                    ShortVector even = (ShortVector) ByteVector
                            .fromMemorySegment(WIDE_BYTES, source, lower + r + (long) GROUP * i, ORDER)
                            .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                    ShortVector odd = (ShortVector) ByteVector
                            .fromMemorySegment(WIDE_BYTES, source, lower + (long) GROUP * 32 + r + (long) GROUP * i,
                                    ORDER)
                            .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                    ShortVector high = (ShortVector) ByteVector
                            .fromMemorySegment(WIDE_BYTES, source, upper + r + (long) GROUP * i, ORDER)
                            .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                    even.and(LOW).or(high.lanewise(LSHL, 4).and(HIGH)).sub(BIAS).intoArray(quants, to + r + ROWS * i);
                    odd.and(LOW).or(high.lanewise(LSHL, 2).and(HIGH)).sub(BIAS)
                            .intoArray(quants, to + ROWS * 32 + r + ROWS * i);
                    even.lanewise(LSHR, 4).or(high.and(HIGH)).sub(BIAS)
                            .intoArray(quants, to + ROWS * 64 + r + ROWS * i);
                    odd.lanewise(LSHR, 4).or(high.lanewise(LSHR, 2).and(HIGH)).sub(BIAS)
                            .intoArray(quants, to + ROWS * 96 + r + ROWS * i);
                }
            }
        }
    }

    @Override
    public void multiply(MemorySegment source, long first, long second, QuantTile tile, byte[] x, int from,
            float scale) {
        scales(source, first, tile, 0);
        scales(source, second, tile, GROUP);
        for (int half = 0; half < 2; half++) {
            for (int step = 0; step < 32; step += STEP) {
                long lower = (long) GROUP * (64 * half + step);
                long upper = (long) GROUP * (Q6_K.UPPER + 32 * half + step);
                int in = from + 128 * half + step;
                int slot = step / STEP;
                multiply(source, first + lower, first + upper, x, in, tile.shorts(), QuantTile.sums(slot));
                multiply(source, second + lower, second + upper, x, in, tile.shorts(), QuantTile.sums(slot) + GROUP);
            }
            for (int slot = 0; slot < 128 / STEP; slot++) {
                tile.addSums(slot, (128 * half + STEP * slot) / PART, scale, QuantTile.RESULTS);
            }
        }
    }

    /** Multiplies four times a step of 32 rows: columns that stand in the same bytes of upper bits, 32 from one to the next. */
    private static void multiply(MemorySegment source, long lower, long upper, byte[] x, int from, short[] shorts,
            int sums) {
        for (int r = 0; r < GROUP; r += WIDE_LANES) {
            ShortVector sum0 = ShortVector.zero(WIDE_SHORTS);
            ShortVector sum1 = ShortVector.zero(WIDE_SHORTS);
            ShortVector sum2 = ShortVector.zero(WIDE_SHORTS);
            ShortVector sum3 = ShortVector.zero(WIDE_SHORTS);
            for (int i = 0; i < STEP; i++) {
                ShortVector even = (ShortVector) ByteVector
                        .fromMemorySegment(WIDE_BYTES, source, lower + r + (long) GROUP * i, ORDER)
                        .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                ShortVector odd = (ShortVector) ByteVector
                        .fromMemorySegment(WIDE_BYTES, source, lower + (long) GROUP * 32 + r + (long) GROUP * i, ORDER)
                        .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                ShortVector high = (ShortVector) ByteVector
                        .fromMemorySegment(WIDE_BYTES, source, upper + r + (long) GROUP * i, ORDER)
                        .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                sum0 = sum0.add(even.and(LOW).or(high.lanewise(LSHL, 4).and(HIGH)).sub(BIAS)
                        .mul(ShortVector.broadcast(WIDE_SHORTS, x[from + i])));
                sum1 = sum1.add(odd.and(LOW).or(high.lanewise(LSHL, 2).and(HIGH)).sub(BIAS)
                        .mul(ShortVector.broadcast(WIDE_SHORTS, x[from + 32 + i])));
                sum2 = sum2.add(even.lanewise(LSHR, 4).or(high.and(HIGH)).sub(BIAS)
                        .mul(ShortVector.broadcast(WIDE_SHORTS, x[from + 64 + i])));
                sum3 = sum3.add(odd.lanewise(LSHR, 4).or(high.lanewise(LSHR, 2).and(HIGH)).sub(BIAS)
                        .mul(ShortVector.broadcast(WIDE_SHORTS, x[from + 96 + i])));
            }
            sum0.intoArray(shorts, sums + r);
            sum1.intoArray(shorts, sums + ROWS * 32 / STEP + r);
            sum2.intoArray(shorts, sums + ROWS * 64 / STEP + r);
            sum3.intoArray(shorts, sums + ROWS * 96 / STEP + r);
        }
    }

    /** Unpacks the scales of all parts. */
    private static void scales(MemorySegment source, long block, QuantTile tile, int row) {
        tile.decodeF16(source, block + (long) GROUP * Q6_K.BLOCK_SCALE, BLOCK_SCALE + row);
        float[] floats = tile.floats();
        long at = block + (long) GROUP * Q6_K.SCALES;
        for (int r = 0; r < GROUP; r += LANES) {
            FloatVector scale = FloatVector.fromArray(FLOATS, floats, BLOCK_SCALE + row + r);
            for (int i = 0; i < PARTS; i++) {
                ((FloatVector) ByteVector
                        .fromMemorySegment(BYTES, source, at + byteVector(r) + (long) GROUP * i, ORDER)
                        .convertShape(B2F, FLOATS, part(r))).mul(scale)
                        .intoArray(floats, QuantTile.scales(i) + row + r);
            }
        }
    }
}
