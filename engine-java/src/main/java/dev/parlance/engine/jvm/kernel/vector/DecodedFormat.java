package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;

import dev.parlance.gguf.quant.WeightFormat;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/** A format that is always decoded first: a few columns at a time, into a tile in the first-level cache. */
final class DecodedFormat implements VectorFormat {
    /** Columns decoded at a time, a multiple of every block's length. */
    private static final int CHUNK = 256;
    /** Where the tile begins in the scratch. */
    private static final int TILE = ROWS * LANES;

    private final WeightFormat format;
    private final Decoder decoder;

    /** Decodes, see {@link VectorFormat#decode}. */
    @FunctionalInterface
    interface Decoder {
        void decode(MemorySegment source, long offset, float[] target, int from, int count);
    }

    /** A format that has a faster decoder than its definition. */
    DecodedFormat(WeightFormat format, Decoder decoder) {
        this.format = format;
        this.decoder = decoder;
    }

    DecodedFormat(WeightFormat format) {
        this(format, format::decode);
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
        decoder.decode(source, offset, target, from, count);
    }

    @Override
    public void dot(MemorySegment source, long offset, long apart, int columns, float[] x, int from,
            float[] scratch) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        for (int column = 0; column < columns; column += CHUNK) {
            int count = Math.min(CHUNK, columns - column);
            for (int k = 0; k < ROWS; k++) {
                decoder.decode(source, offset + k * apart + format.type().byteSize(column), scratch, TILE + k * CHUNK,
                        count);
            }
            for (int i = 0; i < count; i += LANES) {
                FloatVector in = FloatVector.fromArray(FLOATS, x, from + column + i);
                sum0 = FloatVector.fromArray(FLOATS, scratch, TILE + i).fma(in, sum0);
                sum1 = FloatVector.fromArray(FLOATS, scratch, TILE + CHUNK + i).fma(in, sum1);
                sum2 = FloatVector.fromArray(FLOATS, scratch, TILE + 2 * CHUNK + i).fma(in, sum2);
                sum3 = FloatVector.fromArray(FLOATS, scratch, TILE + 3 * CHUNK + i).fma(in, sum3);
            }
        }
        sum0.intoArray(scratch, 0);
        sum1.intoArray(scratch, LANES);
        sum2.intoArray(scratch, 2 * LANES);
        sum3.intoArray(scratch, 3 * LANES);
    }
}
