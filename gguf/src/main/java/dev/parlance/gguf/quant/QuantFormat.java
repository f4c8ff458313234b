package dev.parlance.gguf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A format whose weights are small whole numbers, the quants, with scales for a block of them. Products with rounded
 * activations add up whole numbers exactly and scale their sums.
 */
public sealed interface QuantFormat extends WeightFormat permits BlockFormat, SuperBlockFormat {
    /** A scale of a block, in {@link F16}. */
    ValueLayout.OfShort SCALE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Unpacks the quants of one block.
     *
     * @param source holds the block
     * @param block where it begins, in bytes
     * @param target receives the quants, which are whole numbers from -128 to 127
     * @param from the index in {@code target} of the first
     */
    void quants(MemorySegment source, long block, float[] target, int from);
}
