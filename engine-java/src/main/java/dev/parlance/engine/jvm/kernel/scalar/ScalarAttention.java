package dev.parlance.engine.jvm.kernel.scalar;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.kernel.AttentionKernel;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.SoftMax;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;

import java.lang.foreign.MemorySegment;

/**
 * The definition of attention (Vaswani et al., "Attention is all you need", section 3.2.1). With a cache in F32 it is
 * what llama.cpp's plain x64 variant computes without flash attention. With a cache in F16 the query is rounded to F16 and
 * the soft-max weights are not, as in its flash attention.
 */
public final class ScalarAttention implements AttentionKernel {

    /** Makes the kernel, which has no state. */
    public ScalarAttention() {}

    @Override
    public int scratchLength(AttentionShape shape, int tokens) {
        return tokens;
    }

    @Override
    public void attend(AttentionShape shape, Pass pass, int layer, int row, int rows, int head, int heads,
            Activations queries, float[] scratch, Activations output) {
        for (int r = row; r < row + rows; r++) {
            for (int h = head; h < head + heads; h++) {
                attend(shape, pass.cache(r), layer, pass.position(r), h, queries.values(),
                        queries.offset(r) + h * shape.headSize(), scratch, output.values(),
                        output.offset(r) + h * shape.headSize());
            }
        }
    }

    private static void attend(AttentionShape shape, KvCache cache, int layer, int position, int head, float[] q,
            int qFrom, float[] scores, float[] target, int targetFrom) {
        boolean half = cache.precision() == CachePrecision.F16;
        int headSize = shape.headSize();
        int column = shape.kvHead(head) * headSize;
        int first = shape.first(position);
        MemorySegment keys = cache.keys(layer);
        for (int j = first; j <= position; j++) {
            long row = (long) j * cache.columns() + column;
            double sum = 0;
            for (int i = 0; i < headSize; i++) {
                float x = q[qFrom + i];
                sum += element(keys, row + i, half) * (half ? F16.round(x) : x);
            }
            scores[j] = shape.score((float) sum);
        }
        SoftMax.apply(scores, first, position + 1, shape.sink(head));
        MemorySegment values = cache.values(layer);
        for (int i = 0; i < headSize; i++) {
            double sum = 0;
            for (int j = first; j <= position; j++) {
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
