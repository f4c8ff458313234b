package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;
import static jdk.incubator.vector.VectorOperators.MAX;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.kernel.AttentionKernel;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Exponential;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention block by block with a running soft-max (Milakov and Gimelshein, "Online normalizer calculation for softmax",
 * 2018; Dao et al., "FlashAttention", 2022). The keys, then the values, of a block of positions are decoded once for all
 * queries that share them. Blocks begin at multiples of their length, so that what is computed for a query does not depend
 * on the queries beside it.
 */
final class VectorAttention implements AttentionKernel {
    /** Positions in a block. */
    private static final int BLOCK = 64;
    /** Queries computed together. */
    private static final int QUERIES = 32;
    /** Keys that meet a query together. */
    private static final int KEYS = 4;
    /** Vectors of a value that are added up together. */
    private static final int VECTORS = 4;

    // Where things are in the scratch, after the keys or values of the block. A key, a query and a sum are padded with
    // zeros to whole vectors, which is the pitch.

    private static int pitch(AttentionShape shape) {
        return (shape.headSize() + LANES - 1) / LANES * LANES;
    }

    /** A query, rounded as the cache is. */
    private static int query(int pitch, int index) {
        return (BLOCK + index) * pitch;
    }

    /** The sum of a query's values, by their soft-max weights so far. */
    private static int sum(int pitch, int index) {
        return query(pitch, QUERIES + index);
    }

    /** A query's scores in the block, and then their exponentials. */
    private static int scores(int pitch, int index) {
        return sum(pitch, QUERIES) + index * BLOCK;
    }

    /** The largest score so far; the sum of the exponentials; the factor that the block changes earlier sums by. */
    private static int state(int pitch, int index) {
        return scores(pitch, QUERIES) + index * 3;
    }

    @Override
    public int scratchLength(AttentionShape shape, int tokens) {
        return state(pitch(shape), QUERIES);
    }

    @Override
    public void attend(AttentionShape shape, Pass pass, int layer, int row, int rows, int head, int heads,
            Activations queries, float[] scratch, Activations output) {
        int rowsTogether = Math.max(1, QUERIES / heads);
        int headsTogether = Math.min(QUERIES, heads);
        for (int r = row; r < row + rows; r += rowsTogether) {
            for (int h = head; h < head + heads; h += headsTogether) {
                attendTogether(shape, pass, layer, r, Math.min(rowsTogether, row + rows - r), h,
                        Math.min(headsTogether, head + heads - h), queries, scratch, output);
            }
        }
    }

    private static void attendTogether(AttentionShape shape, Pass pass, int layer, int row, int rows, int head,
            int heads, Activations queries, float[] scratch, Activations output) {
        int pitch = pitch(shape);
        KvCache cache = pass.cache(row);
        int column = shape.kvHead(head) * shape.headSize();
        begin(shape, pitch, cache.precision(), row, rows, head, heads, queries, scratch);
        int end = pass.position(row + rows - 1) + 1;
        for (int block = shape.first(pass.position(row)) / BLOCK * BLOCK; block < end; block += BLOCK) {
            int length = Math.min(BLOCK, end - block);
            decode(shape, pitch, cache, cache.keys(layer), block, length, column, scratch);
            for (int i = 0; i < rows * heads; i++) {
                int position = pass.position(row + i / heads);
                int from = Math.max(0, shape.first(position) - block);
                int to = Math.min(length, position + 1 - block);
                if (from < to) {
                    score(pitch, i, from, to, scratch);
                    weigh(shape, pitch, i, from, to, scratch);
                }
            }
            decode(shape, pitch, cache, cache.values(layer), block, length, column, scratch);
            for (int i = 0; i < rows * heads; i++) {
                int position = pass.position(row + i / heads);
                int from = Math.max(0, shape.first(position) - block);
                int to = Math.min(length, position + 1 - block);
                if (from < to) {
                    addValues(pitch, i, from, to, scratch);
                }
            }
        }
        for (int i = 0; i < rows * heads; i++) {
            float factor = 1 / scratch[state(pitch, i) + 1];
            int target = output.offset(row + i / heads) + (head + i % heads) * shape.headSize();
            for (int e = 0; e < shape.headSize(); e++) {
                output.values()[target + e] = scratch[sum(pitch, i) + e] * factor;
            }
        }
    }

    private static void begin(AttentionShape shape, int pitch, CachePrecision precision, int row, int rows, int head,
            int heads, Activations queries, float[] scratch) {
        int headSize = shape.headSize();
        Arrays.fill(scratch, 0, scores(pitch, 0), 0); // paddings among others
        for (int i = 0; i < rows * heads; i++) {
            int from = queries.offset(row + i / heads) + (head + i % heads) * headSize;
            int to = query(pitch, i);
            for (int e = 0; e < headSize; e++) {
                float q = queries.values()[from + e];
                scratch[to + e] = precision == CachePrecision.F16 ? F16.round(q) : q;
            }
            float sink = shape.sink(head + i % heads);
            scratch[state(pitch, i)] = sink;
            scratch[state(pitch, i) + 1] = sink == Float.NEGATIVE_INFINITY ? 0 : 1;
        }
    }

    /** Decodes the keys or values of a block, each padded. */
    private static void decode(AttentionShape shape, int pitch, KvCache cache, MemorySegment rows, int block,
            int length, int column, float[] scratch) {
        int headSize = shape.headSize();
        for (int j = 0; j < length; j++) {
            long element = (long) (block + j) * cache.columns() + column;
            if (cache.precision() == CachePrecision.F16) {
                VectorF16.decodeWeights(rows, Short.BYTES * element, scratch, j * pitch, headSize);
            } else {
                F32.INSTANCE.decode(rows, Float.BYTES * element, scratch, j * pitch, headSize);
            }
        }
    }

    /** Multiplies a query with the keys of the block from one on, up to another and at most three more. */
    private static void score(int pitch, int index, int from, int to, float[] scratch) {
        int query = query(pitch, index);
        int scores = scores(pitch, index);
        for (int j = from / KEYS * KEYS; j < to; j += KEYS) {
            int key = j * pitch;
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            for (int e = 0; e < pitch; e += LANES) {
                FloatVector q = FloatVector.fromArray(FLOATS, scratch, query + e);
                s0 = FloatVector.fromArray(FLOATS, scratch, key + e).fma(q, s0);
                s1 = FloatVector.fromArray(FLOATS, scratch, key + pitch + e).fma(q, s1);
                s2 = FloatVector.fromArray(FLOATS, scratch, key + 2 * pitch + e).fma(q, s2);
                s3 = FloatVector.fromArray(FLOATS, scratch, key + 3 * pitch + e).fma(q, s3);
            }
            s0 = s0.add(s0.rearrange(LaneSums.HALF));
            s1 = s1.add(s1.rearrange(LaneSums.HALF));
            s2 = s2.add(s2.rearrange(LaneSums.HALF));
            s3 = s3.add(s3.rearrange(LaneSums.HALF));
            s0 = s0.add(s0.rearrange(LaneSums.QUARTER));
            s1 = s1.add(s1.rearrange(LaneSums.QUARTER));
            s2 = s2.add(s2.rearrange(LaneSums.QUARTER));
            s3 = s3.add(s3.rearrange(LaneSums.QUARTER));
            if (LANES > 4) {
                s0 = s0.add(s0.rearrange(LaneSums.EIGHTH));
                s1 = s1.add(s1.rearrange(LaneSums.EIGHTH));
                s2 = s2.add(s2.rearrange(LaneSums.EIGHTH));
                s3 = s3.add(s3.rearrange(LaneSums.EIGHTH));
            }
            if (LANES > 8) {
                s0 = s0.add(s0.rearrange(LaneSums.SIXTEENTH));
                s1 = s1.add(s1.rearrange(LaneSums.SIXTEENTH));
                s2 = s2.add(s2.rearrange(LaneSums.SIXTEENTH));
                s3 = s3.add(s3.rearrange(LaneSums.SIXTEENTH));
            }
            scratch[scores + j] = s0.lane(0);
            scratch[scores + j + 1] = s1.lane(0);
            scratch[scores + j + 2] = s2.lane(0);
            scratch[scores + j + 3] = s3.lane(0);
        }
    }

    /** Replaces a query's scores in the block by their exponentials, relative to the largest so far, and adds them up. */
    private static void weigh(AttentionShape shape, int pitch, int index, int from, int to, float[] scratch) {
        int scores = scores(pitch, index);
        int state = state(pitch, index);
        for (int j = scores + from; j < scores + to; j++) {
            scratch[j] = shape.score(scratch[j]);
        }
        Arrays.fill(scratch, scores, scores + from, Float.NEGATIVE_INFINITY);
        Arrays.fill(scratch, scores + to, scores + BLOCK, Float.NEGATIVE_INFINITY);
        FloatVector largest = FloatVector.broadcast(FLOATS, scratch[state]);
        for (int j = 0; j < BLOCK; j += LANES) {
            largest = largest.max(FloatVector.fromArray(FLOATS, scratch, scores + j));
        }
        float max = largest.reduceLanes(MAX);
        VectorExponential.apply(scratch, scores, BLOCK, max);
        FloatVector sums = FloatVector.zero(FLOATS);
        for (int j = 0; j < BLOCK; j += LANES) {
            sums = sums.add(FloatVector.fromArray(FLOATS, scratch, scores + j));
        }
        sums = sums.add(sums.rearrange(LaneSums.HALF));
        sums = sums.add(sums.rearrange(LaneSums.QUARTER));
        if (LANES > 4) {
            sums = sums.add(sums.rearrange(LaneSums.EIGHTH));
        }
        if (LANES > 8) {
            sums = sums.add(sums.rearrange(LaneSums.SIXTEENTH));
        }
        float change = scratch[state] == Float.NEGATIVE_INFINITY ? 0 : Exponential.exp(scratch[state] - max);
        scratch[state] = max;
        scratch[state + 1] = scratch[state + 1] * change + sums.lane(0);
        scratch[state + 2] = change;
    }

    /** Adds the values of the block to a query's sum, by their weights. */
    private static void addValues(int pitch, int index, int from, int to, float[] scratch) {
        int weights = scores(pitch, index);
        int sum = sum(pitch, index);
        float change = scratch[state(pitch, index) + 2];
        int e = 0;
        for (; e <= pitch - VECTORS * LANES; e += VECTORS * LANES) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, scratch, sum + e).mul(change);
            FloatVector s1 = FloatVector.fromArray(FLOATS, scratch, sum + e + LANES).mul(change);
            FloatVector s2 = FloatVector.fromArray(FLOATS, scratch, sum + e + 2 * LANES).mul(change);
            FloatVector s3 = FloatVector.fromArray(FLOATS, scratch, sum + e + 3 * LANES).mul(change);
            for (int j = from; j < to; j++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, scratch[weights + j]);
                int value = j * pitch + e;
                s0 = FloatVector.fromArray(FLOATS, scratch, value).fma(weight, s0);
                s1 = FloatVector.fromArray(FLOATS, scratch, value + LANES).fma(weight, s1);
                s2 = FloatVector.fromArray(FLOATS, scratch, value + 2 * LANES).fma(weight, s2);
                s3 = FloatVector.fromArray(FLOATS, scratch, value + 3 * LANES).fma(weight, s3);
            }
            s0.intoArray(scratch, sum + e);
            s1.intoArray(scratch, sum + e + LANES);
            s2.intoArray(scratch, sum + e + 2 * LANES);
            s3.intoArray(scratch, sum + e + 3 * LANES);
        }
        for (; e < pitch; e += LANES) {
            FloatVector s = FloatVector.fromArray(FLOATS, scratch, sum + e).mul(change);
            for (int j = from; j < to; j++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, scratch[weights + j]);
                s = FloatVector.fromArray(FLOATS, scratch, j * pitch + e).fma(weight, s);
            }
            s.intoArray(scratch, sum + e);
        }
    }
}
