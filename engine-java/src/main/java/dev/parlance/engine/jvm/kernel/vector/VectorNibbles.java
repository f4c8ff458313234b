package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.QuantFormat;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Formats of blocks of 32 nibbles, each of which stands for a whole number: 16 bytes whose lower halves are the first 16
 * weights. The numbers are looked up in one vector. What a block adds to its weights is left to {@link MinimaProducts}.
 */
final class VectorNibbles {
    /** The nibbles of a block, and as many quants. */
    static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;
    /** Half of a block. */
    private static final int HALF = BlockFormat.BLOCK_LENGTH / 2;

    private final BlockFormat format;
    private final int nibbles;
    private final byte[] quants;

    /**
     * Makes a decoder.
     *
     * @param nibbles where they begin in a block
     */
    VectorNibbles(BlockFormat format, int nibbles) {
        this.format = format;
        this.nibbles = nibbles;
        this.quants = quants(format, nibbles, BlockFormat.BLOCK_LENGTH);
    }

    /** Returns the quants that the nibbles 0 to 15 stand for, as the format's definition unpacks them. */
    static byte[] quants(QuantFormat format, int nibbles, int blockLength) {
        MemorySegment block = MemorySegment.ofArray(new byte[format.type().blockBytes()]);
        for (int i = 0; i < HALF; i++) {
            block.set(ValueLayout.JAVA_BYTE, nibbles + i, (byte) i);
        }
        float[] unpacked = new float[blockLength];
        format.quants(block, 0, unpacked, 0);
        byte[] quants = new byte[HALF];
        for (int i = 0; i < HALF; i++) {
            quants[i] = (byte) unpacked[i];
        }
        return quants;
    }

    /** Decodes quants and scales, see {@link VectorFormat#decode}. */
    void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        ByteVector table = ByteVector.fromArray(SIXTEEN, quants, 0);
        long bytes = format.type().blockBytes();
        for (int b = 0; b < count / BlockFormat.BLOCK_LENGTH; b++) {
            long block = offset + bytes * b;
            float scale = format.scale(source, block);
            ByteVector both = ByteVector.fromMemorySegment(SIXTEEN, source, block + nibbles, ORDER);
            ByteVector low = both.and((byte) 15).selectFrom(table);
            ByteVector high = both.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and((byte) 15)
                    .selectFrom(table);
            for (int i = 0; i < HALF; i += LANES) {
                int to = from + BlockFormat.BLOCK_LENGTH * b + i;
                ((FloatVector) low.convertShape(B2F, FLOATS, i / LANES)).mul(scale).intoArray(target, to);
                ((FloatVector) high.convertShape(B2F, FLOATS, i / LANES)).mul(scale).intoArray(target, to + HALF);
            }
        }
    }
}
