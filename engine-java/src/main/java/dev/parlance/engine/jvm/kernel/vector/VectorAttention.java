package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.nn.SoftMax;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.WeightFormat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.util.Arrays;

/** Attention over rows of the cache that are decoded one by one. */
final class VectorAttention {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorAttention() {}

    /** See {@link dev.parlance.engine.jvm.kernel.AttentionKernel#attend}. */
    static void attend(float[] q, int qFrom, KvCache cache, int layer, int column, int headSize, int positions,
            float scale, float[] scratch, float[] target, int targetFrom) {
        WeightFormat format = cache.precision() == CachePrecision.F16 ? F16.INSTANCE : F32.INSTANCE;
        int query = positions; // what stands in the scratch after the scores
        int row = positions + headSize;
        for (int i = 0; i < headSize; i++) {
            scratch[query + i] = format == F16.INSTANCE ? F16.round(q[qFrom + i]) : q[qFrom + i];
        }
        for (int j = 0; j < positions; j++) {
            format.decode(cache.keys(layer), format.type().byteSize((long) j * cache.columns() + column), scratch, row,
                    headSize);
            scratch[j] = dot(scratch, query, row, headSize) * scale;
        }
        SoftMax.apply(scratch, positions);
        Arrays.fill(target, targetFrom, targetFrom + headSize, 0);
        for (int j = 0; j < positions; j++) {
            format.decode(cache.values(layer), format.type().byteSize((long) j * cache.columns() + column), scratch,
                    row,
                    headSize);
            addScaled(scratch, row, scratch[j], target, targetFrom, headSize);
        }
    }

    private static float dot(float[] values, int a, int b, int count) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            sums = FloatVector.fromArray(SPECIES, values, a + i).fma(FloatVector.fromArray(SPECIES, values, b + i),
                    sums);
        }
        // The order in which reduceLanes adds is not defined, so that the lanes are added one by one.
        float sum = 0;
        for (int lane = 0; lane < LANES; lane++) {
            sum += sums.lane(lane);
        }
        for (; i < count; i++) {
            sum = Math.fma(values[a + i], values[b + i], sum);
        }
        return sum;
    }

    private static void addScaled(float[] values, int from, float factor, float[] target, int targetFrom, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, values, from + i).mul(factor)
                    .add(FloatVector.fromArray(SPECIES, target, targetFrom + i)).intoArray(target, targetFrom + i);
        }
        for (; i < count; i++) {
            target[targetFrom + i] += values[from + i] * factor;
        }
    }
}
