package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.ORDER;
import static dev.parlance.engine.jvm.kernel.vector.VectorNibbles.SIXTEEN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.parlance.gguf.quant.IQ4_XS;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/** {@link IQ4_XS}: parts of 32 nibbles, looked up as in {@link VectorNibbles}. */
final class VectorIQ4XS {
    private static final long BLOCK = 136;
    private static final int PART = 32;
    private static final byte[] QUANTS = VectorNibbles.quants(IQ4_XS.INSTANCE, IQ4_XS.NIBBLES, IQ4_XS.BLOCK_LENGTH);

    private VectorIQ4XS() {}

    static void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        ByteVector table = ByteVector.fromArray(SIXTEEN, QUANTS, 0);
        for (int b = 0; b < count / IQ4_XS.BLOCK_LENGTH; b++) {
            long block = offset + BLOCK * b;
            float blockScale = IQ4_XS.INSTANCE.scale(source, block);
            for (int part = 0; part < IQ4_XS.BLOCK_LENGTH / PART; part++) {
                float scale = blockScale * IQ4_XS.INSTANCE.partScale(source, block, part);
                ByteVector both = ByteVector.fromMemorySegment(SIXTEEN, source, block + IQ4_XS.NIBBLES + 16L * part,
                        ORDER);
                ByteVector low = both.and((byte) 15).selectFrom(table);
                ByteVector high = both.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and((byte) 15)
                        .selectFrom(table);
                for (int i = 0; i < PART / 2; i += LANES) {
                    int to = from + IQ4_XS.BLOCK_LENGTH * b + PART * part + i;
                    ((FloatVector) low.convertShape(B2F, FLOATS, i / LANES)).mul(scale).intoArray(target, to);
                    ((FloatVector) high.convertShape(B2F, FLOATS, i / LANES)).mul(scale)
                            .intoArray(target, to + PART / 2);
                }
            }
        }
    }
}
