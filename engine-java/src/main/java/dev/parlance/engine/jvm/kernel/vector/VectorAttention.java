package dev.parlance.engine.jvm.kernel.vector;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.kernel.AttentionKernel;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.SoftMax;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.WeightFormat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.util.Arrays;

/** Attention over rows of the cache that are decoded one by one. */
final class VectorAttention implements AttentionKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    @Override
    public int scratchLength(AttentionShape shape, int tokens) {
        return tokens + 2 * shape.headSize();
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
            int qFrom, float[] scratch, float[] target, int targetFrom) {
        WeightFormat format = cache.precision() == CachePrecision.F16 ? F16.INSTANCE : F32.INSTANCE;
        int headSize = shape.headSize();
        int column = shape.kvHead(head) * headSize;
        int first = shape.first(position);
        int query = position + 1; // what stands in the scratch after the scores
        int row = query + headSize;
        for (int i = 0; i < headSize; i++) {
            scratch[query + i] = format == F16.INSTANCE ? F16.round(q[qFrom + i]) : q[qFrom + i];
        }
        for (int j = first; j <= position; j++) {
            format.decode(cache.keys(layer), format.type().byteSize((long) j * cache.columns() + column), scratch, row,
                    headSize);
            scratch[j] = shape.score(dot(scratch, query, row, headSize));
        }
        SoftMax.apply(scratch, first, position + 1, shape.sink(head));
        Arrays.fill(target, targetFrom, targetFrom + headSize, 0);
        for (int j = first; j <= position; j++) {
            format.decode(cache.values(layer), format.type().byteSize((long) j * cache.columns() + column), scratch,
                    row, headSize);
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
