package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.BYTES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.INTS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.byteVector;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.part;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.Q5_0;
import dev.parlance.gguf.quant.Q5_1;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@link Q5_0} and the quants of {@link Q5_1}: blocks of 32 nibbles, as in {@link VectorNibbles}, after four bytes of fifth
 * bits. Each lane looks at its own of a block's bits.
 */
final class VectorFifthBits {
    private static final ValueLayout.OfInt FOUR_BYTES = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
    /** Half of a block. */
    private static final int HALF = BlockFormat.BLOCK_LENGTH / 2;
    /** Lane i has bit i. */
    private static final IntVector OWN_BIT = IntVector.fromArray(INTS, ownBits(), 0);

    private final BlockFormat format;
    private final int bits;
    private final int least;

    /**
     * Makes a decoder.
     *
     * @param bits where the fifth bits begin in a block
     * @param least the quant that has no bits
     */
    VectorFifthBits(BlockFormat format, int bits, int least) {
        this.format = format;
        this.bits = bits;
        this.least = least;
    }

    private static int[] ownBits() {
        int[] ownBits = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            ownBits[i] = 1 << i;
        }
        return ownBits;
    }

    /** Decodes quants and scales, see {@link VectorFormat#decode}. */
    void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        long bytes = format.type().blockBytes();
        for (int b = 0; b < count / BlockFormat.BLOCK_LENGTH; b++) {
            long block = offset + bytes * b;
            float scale = format.scale(source, block);
            int fifths = source.get(FOUR_BYTES, block + bits);
            for (int i = 0; i < HALF; i += LANES) {
                int at = bits + Integer.BYTES + byteVector(i);
                IntVector both = (IntVector) ByteVector.fromMemorySegment(BYTES, source, block + at, ORDER)
                        .convertShape(ZERO_EXTEND_B2I, INTS, part(i));
                IntVector low = both.and(15).add(least);
                IntVector high = both.lanewise(LSHR, 4).add(least);
                IntVector lowFifth = IntVector.broadcast(INTS, fifths >>> i).and(OWN_BIT);
                IntVector highFifth = IntVector.broadcast(INTS, fifths >>> HALF + i).and(OWN_BIT);
                int to = from + BlockFormat.BLOCK_LENGTH * b + i;
                ((FloatVector) low.add(16, lowFifth.compare(NE, 0)).convert(I2F, 0)).mul(scale).intoArray(target, to);
                ((FloatVector) high.add(16, highFifth.compare(NE, 0)).convert(I2F, 0)).mul(scale)
                        .intoArray(target, to + HALF);
            }
        }
    }
}
