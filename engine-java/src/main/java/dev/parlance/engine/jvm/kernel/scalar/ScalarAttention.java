package dev.parlance.engine.jvm.kernel.scalar;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.nn.SoftMax;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;

import java.lang.foreign.MemorySegment;

/**
 * The definition of attention (Vaswani et al., "Attention is all you need", section 3.2.1). With a cache in F32 it is
 * what llama.cpp's plain x64 variant computes without flash attention. With a cache in F16 the query is rounded to F16 and
 * the soft-max weights are not, as in its flash attention.
 */
public final class ScalarAttention {
    private ScalarAttention() {}

    /** See {@link dev.parlance.engine.jvm.kernel.AttentionKernel#attend}. */
    public static void attend(float[] q, int qFrom, KvCache cache, int layer, int column, int headSize, int positions,
            float scale, float[] scores, float[] target, int targetFrom) {
        boolean half = cache.precision() == CachePrecision.F16;
        MemorySegment keys = cache.keys(layer);
        for (int j = 0; j < positions; j++) {
            long row = (long) j * cache.columns() + column;
            double sum = 0;
            for (int i = 0; i < headSize; i++) {
                float x = q[qFrom + i];
                sum += element(keys, row + i, half) * (half ? F16.round(x) : x);
            }
            scores[j] = (float) sum * scale;
        }
        SoftMax.apply(scores, positions);
        MemorySegment values = cache.values(layer);
        for (int i = 0; i < headSize; i++) {
            double sum = 0;
            for (int j = 0; j < positions; j++) {
                long row = (long) j * cache.columns() + column;
                sum += element(values, row + i, half) * scores[j];
            }
            target[targetFrom + i] = (float) sum;
        }
    }

    private static float element(MemorySegment rows, long index, boolean half) {
        return half ? Float.float16ToFloat(rows.get(F16.WEIGHT, 2 * index)) : rows.get(F32.WEIGHT, 4 * index);
    }
}
