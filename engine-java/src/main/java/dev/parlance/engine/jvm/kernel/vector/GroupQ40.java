package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.WIDE_SHORTS;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.GROUP;
import static dev.parlance.engine.jvm.kernel.vector.QuantTile.ROWS;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2S;

import dev.parlance.gguf.quant.Q4_0;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;

import java.lang.foreign.MemorySegment;

/** {@link Q4_0}: 32 products of at most 8 times 127 fit. */
final class GroupQ40 implements GroupFormat {
    private static final int HALF = Q4_0.BLOCK_LENGTH / 2;

    @Override
    public int partLength() {
        return Q4_0.BLOCK_LENGTH;
    }

    @Override
    public int step() {
        return Q4_0.BLOCK_LENGTH;
    }

    @Override
    public boolean hasOffsets() {
        return false;
    }

    @Override
    public void unpack(MemorySegment source, long block, QuantTile tile, int column, int row) {
        tile.decodeF16(source, block, QuantTile.scales(column / Q4_0.BLOCK_LENGTH) + row);
        short[] quants = tile.shorts();
        long nibbles = block + (long) GROUP * Q4_0.NIBBLES;
        int low = QuantTile.quants(column) + row;
        int high = QuantTile.quants(column + HALF) + row;
        for (int r = 0; r < GROUP; r += WIDE_LANES) {
            for (int i = 0; i < HALF; i++) {
                ShortVector both = (ShortVector) ByteVector
                        .fromMemorySegment(WIDE_BYTES, source, nibbles + r + (long) GROUP * i, ORDER)
                        .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                both.and((short) 15).sub((short) 8).intoArray(quants, low + r + ROWS * i);
                both.lanewise(LSHR, 4).sub((short) 8).intoArray(quants, high + r + ROWS * i);
            }
        }
    }

    @Override
    public void multiply(MemorySegment source, long first, long second, QuantTile tile, byte[] x, int from,
            float scale) {
        tile.decodeF16(source, first, QuantTile.scales(0));
        tile.decodeF16(source, second, QuantTile.scales(0) + GROUP);
        long a = first + (long) GROUP * Q4_0.NIBBLES;
        long b = second + (long) GROUP * Q4_0.NIBBLES;
        for (int r = 0; r < GROUP; r += WIDE_LANES) {
            ShortVector sumA = ShortVector.zero(WIDE_SHORTS);
            ShortVector sumB = ShortVector.zero(WIDE_SHORTS);
            ShortVector sumX = ShortVector.zero(WIDE_SHORTS);
            for (int i = 0; i < HALF; i++) {
                ShortVector low = ShortVector.broadcast(WIDE_SHORTS, x[from + i]);
                ShortVector high = ShortVector.broadcast(WIDE_SHORTS, x[from + HALF + i]);
                sumX = sumX.add(low).add(high);
                ShortVector bothA = (ShortVector) ByteVector
                        .fromMemorySegment(WIDE_BYTES, source, a + r + (long) GROUP * i, ORDER)
                        .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                sumA = sumA.add(bothA.and((short) 15).mul(low)).add(bothA.lanewise(LSHR, 4).mul(high));
                ShortVector bothB = (ShortVector) ByteVector
                        .fromMemorySegment(WIDE_BYTES, source, b + r + (long) GROUP * i, ORDER)
                        .convertShape(ZERO_EXTEND_B2S, WIDE_SHORTS, 0);
                sumB = sumB.add(bothB.and((short) 15).mul(low)).add(bothB.lanewise(LSHR, 4).mul(high));
            }
            // A sum may have gone beyond 16 bits, and comes back when 8 is taken from each nibble.
            ShortVector bias = sumX.lanewise(LSHL, 3);
            sumA.sub(bias).intoArray(tile.shorts(), QuantTile.sums(0) + r);
            sumB.sub(bias).intoArray(tile.shorts(), QuantTile.sums(0) + GROUP + r);
        }
        tile.addSums(0, 0, scale, QuantTile.RESULTS);
    }
}
