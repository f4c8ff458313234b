package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.gguf.quant.Q8_0;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** Decoders of weight formats, equal to the scalar definitions bit for bit. */
final class VectorDecode {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    /** Holds as many bytes as {@link #FLOATS} has lanes; at 128 bits twice as many, there being no smaller one. */
    private static final VectorSpecies<Byte> BYTES = LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

    private VectorDecode() {}

    /** Decodes {@link Q8_0}. */
    static void decodeQ80(MemorySegment source, long offset, float[] target, int from, int count) {
        for (int block = 0; block < count / Q8_0.BLOCK_LENGTH; block++) {
            long start = offset + (long) block * Q8_0.BLOCK_BYTES;
            float scale = Float.float16ToFloat(source.get(Q8_0.SCALE, start));
            for (int i = 0; i < Q8_0.BLOCK_LENGTH; i += BYTES.length()) {
                ByteVector quants = ByteVector.fromMemorySegment(BYTES, source, start + Q8_0.QUANTS + i,
                        ByteOrder.LITTLE_ENDIAN);
                for (int part = 0; part < BYTES.length() / LANES; part++) {
                    FloatVector weights = (FloatVector) quants.convertShape(VectorOperators.B2F, FLOATS, part);
                    weights.mul(scale).intoArray(target, from + block * Q8_0.BLOCK_LENGTH + i + part * LANES);
                }
            }
        }
    }
}
