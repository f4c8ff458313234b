package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.engine.jvm.nn.Matrix;

import java.lang.foreign.MemorySegment;

/** How {@link IntegerProducts} read the weights of one format, of which 32 rows take turns, see {@link Matrix#layOut}. */
interface GroupFormat {
    /** How many columns have a scale of their own. */
    int partLength();

    /** How many products of quants and rounded inputs, of at most 127, add up to less than 2^15. */
    int step();

    /** Whether weights have minima. */
    boolean hasOffsets();

    /**
     * Unpacks a block of each of 32 rows.
     *
     * @param source holds the blocks
     * @param block where they begin, in bytes
     * @param tile receives them
     * @param column the first of the tile's columns to be written
     * @param row the first of its rows
     */
    void unpack(MemorySegment source, long block, QuantTile tile, int column, int row);

    /**
     * Multiplies a block of each of twice 32 rows with a single row of input straight from memory, which gives the bits that
     * {@link #unpack} and the products of the tile give. Offsets are left in the tile.
     *
     * @param source holds the blocks
     * @param first where those of the first 32 rows begin, in bytes
     * @param second where those of the others begin
     * @param tile has the scratch and the results of one input
     * @param x holds the rounded input, from {@code from} on
     * @param scale the input's scale
     */
    void multiply(MemorySegment source, long first, long second, QuantTile tile, byte[] x, int from, float scale);
}
