package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_SHORTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.GROUP;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.ROWS;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2S;

import dev.parlance.gguf.quant.Q4_K;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

import java.lang.foreign.MemorySegment;

/** {@link Q4_K}: less 8, as many products of quants fit as in {@link GroupQ40}; the offset gives the 8 back. */
final class GroupQ4K implements GroupFormat {
    private static final int PART = 32;
    private static final int PARTS = Q4_K.BLOCK_LENGTH / PART;
    /** Where the parts' scales and minima begin, after the block's. */
    private static final int SIX_BITS = 4;
    private static final int MINIMUM = 2;
    /** Where the scales and minima of the block are put: with the offsets that are written last. */
    private static final int BLOCK_SCALE = QuantTile.scales(PARTS - 1);
    private static final int BLOCK_MINIMUM = QuantTile.offsets(PARTS - 1);

    @Override
    public int partLength() {
        return PART;
    }

    @Override
    public int step() {
        return PART;
    }

    @Override
    public boolean hasOffsets() {
        return true;
    }

    @Override
    public void unpack(MemorySegment source, long block, QuantTile tile, int column, int row) {
        scales(source, block, tile, row);
        short[] quants = tile.shorts();
        for (int pair = 0; pair < PARTS / 2; pair++) {
            long nibbles = block + (long) GROUP * (Q4_K.NIBBLES + PART * pair);
            int even = QuantTile.quants(column + 2 * PART * pair) + row;
            int odd = QuantTile.quants(column + 2 * PART * pair + PART) + row;
            for (int r = 0; r < GROUP; r += WIDE_LANES) {
                for (int i = 0; i < PART; i++) {
                    ShortVector both = (ShortVector) ByteVector
                            .fromMemorySegment(WIDE_BYTES, source, nibbles + r + (long) GROUP * i, ORDER)
                            .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                    both.and((short) 15).sub((short) 8).intoArray(quants, even + r + ROWS * i);
                    both.lanewise(LSHR, 4).sub((short) 8).intoArray(quants, odd + r + ROWS * i);
                }
            }
        }
    }

    @Override
    public void multiply(MemorySegment source, long first, long second, QuantTile tile, byte[] x, int from,
            float scale) {
        scales(source, first, tile, 0);
        scales(source, second, tile, GROUP);
        for (int pair = 0; pair < PARTS / 2; pair++) {
            long a = first + (long) GROUP * (Q4_K.NIBBLES + PART * pair);
            long b = second + (long) GROUP * (Q4_K.NIBBLES + PART * pair);
            int even = from + 2 * PART * pair;
            int odd = even + PART;
            for (int r = 0; r < GROUP; r += WIDE_LANES) {
                ShortVector evenA = ShortVector.zero(WIDE_SHORTS);
                ShortVector evenB = ShortVector.zero(WIDE_SHORTS);
                ShortVector evenX = ShortVector.zero(WIDE_SHORTS);
                ShortVector oddA = ShortVector.zero(WIDE_SHORTS);
                ShortVector oddB = ShortVector.zero(WIDE_SHORTS);
                ShortVector oddX = ShortVector.zero(WIDE_SHORTS);
                for (int i = 0; i < PART; i++) {
                    ShortVector low = ShortVector.broadcast(WIDE_SHORTS, x[even + i]);
                    ShortVector high = ShortVector.broadcast(WIDE_SHORTS, x[odd + i]);
                    evenX = evenX.add(low);
                    oddX = oddX.add(high);
                    ShortVector bothA = (ShortVector) ByteVector
                            .fromMemorySegment(WIDE_BYTES, source, a + r + (long) GROUP * i, ORDER)
                            .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                    evenA = evenA.add(bothA.and((short) 15).mul(low));
                    oddA = oddA.add(bothA.lanewise(LSHR, 4).mul(high));
                    ShortVector bothB = (ShortVector) ByteVector
                            .fromMemorySegment(WIDE_BYTES, source, b + r + (long) GROUP * i, ORDER)
                            .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                    evenB = evenB.add(bothB.and((short) 15).mul(low));
                    oddB = oddB.add(bothB.lanewise(LSHR, 4).mul(high));
                }
                evenA.sub(evenX.lanewise(LSHL, 3)).intoArray(tile.shorts(), QuantTile.sums(0) + r);
                evenB.sub(evenX.lanewise(LSHL, 3)).intoArray(tile.shorts(), QuantTile.sums(0) + GROUP + r);
                oddA.sub(oddX.lanewise(LSHL, 3)).intoArray(tile.shorts(), QuantTile.sums(1) + r);
                oddB.sub(oddX.lanewise(LSHL, 3)).intoArray(tile.shorts(), QuantTile.sums(1) + GROUP + r);
            }
            tile.addSums(0, 2 * pair, scale, QuantTile.RESULTS);
            tile.addSums(1, 2 * pair + 1, scale, QuantTile.RESULTS);
        }
    }

    /** Unpacks scales and minima of all parts. */
    private static void scales(MemorySegment source, long block, QuantTile tile, int row) {
        tile.decodeF16(source, block, BLOCK_SCALE + row);
        tile.decodeF16(source, block + (long) GROUP * MINIMUM, BLOCK_MINIMUM + row);
        float[] floats = tile.floats();
        long at = block + (long) GROUP * SIX_BITS;
        for (int r = 0; r < GROUP; r += LANES) {
            FloatVector scale = FloatVector.fromArray(FLOATS, floats, BLOCK_SCALE + row + r);
            FloatVector minimum = FloatVector.fromArray(FLOATS, floats, BLOCK_MINIMUM + row + r);
            for (int i = 0; i < PARTS / 2; i++) {
                long first = at + byteVector(r) + (long) GROUP * i;
                IntVector scales = (IntVector) ByteVector.fromMemorySegment(BYTES, source, first, ORDER)
                        .convertShape(ZERO_EXTEND_B2I, INTS, part(r));
                IntVector minima = (IntVector) ByteVector
                        .fromMemorySegment(BYTES, source, first + (long) GROUP * PARTS / 2, ORDER)
                        .convertShape(ZERO_EXTEND_B2I, INTS, part(r));
                IntVector both = (IntVector) ByteVector
                        .fromMemorySegment(BYTES, source, first + (long) GROUP * PARTS, ORDER)
                        .convertShape(ZERO_EXTEND_B2I, INTS, part(r));
                FloatVector low = ((FloatVector) scales.and(63).convert(I2F, 0)).mul(scale);
                FloatVector high = ((FloatVector) both.and(15).or(scales.lanewise(LSHR, 6).lanewise(LSHL, 4))
                        .convert(I2F, 0)).mul(scale);
                FloatVector lowMinimum = ((FloatVector) minima.and(63).convert(I2F, 0)).mul(minimum);
                FloatVector highMinimum = ((FloatVector) both.lanewise(LSHR, 4)
                        .or(minima.lanewise(LSHR, 6).lanewise(LSHL, 4)).convert(I2F, 0)).mul(minimum);
                low.intoArray(floats, QuantTile.scales(i) + row + r);
                high.intoArray(floats, QuantTile.scales(i + PARTS / 2) + row + r);
                low.mul(8).sub(lowMinimum).intoArray(floats, QuantTile.offsets(i) + row + r);
                high.mul(8).sub(highMinimum).intoArray(floats, QuantTile.offsets(i + PARTS / 2) + row + r);
            }
        }
    }
}
