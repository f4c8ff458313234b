package dev.parlance.engine.jvm.kernel.vector;

import static dev.parlance.engine.jvm.kernel.vector.Lanes.FLOATS;
import static dev.parlance.engine.jvm.kernel.vector.Lanes.LANES;

import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.kernel.Scratch;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/**
 * Products of formats whose blocks have minima: these meet the sums of the input's blocks, which {@link Rounding#Q8_1} rounds
 * on their own. The quants go the way of all formats before.
 */
final class MinimaProducts implements MatrixKernel {
    /** Blocks whose minima are gathered at a time. */
    private static final int CHUNK = 256;

    private final BlockFormat format;
    private final MatrixKernel quants;

    MinimaProducts(BlockFormat format, MatrixKernel quants) {
        this.format = format;
        this.quants = quants;
    }

    static boolean hasMinima(BlockFormat format) {
        return format.partner() == Rounding.Q8_1;
    }

    @Override
    public void multiply(Matrix weights, int from, int to, Activations input, float[] target, int stride,
            Scratch scratch) {
        quants.multiply(weights, from, to, input, target, stride, scratch);
        float[] minima = scratch.floats();
        float[] sums = input.sums(Rounding.Q8_1);
        int blocks = weights.columns() / BlockFormat.BLOCK_LENGTH;
        for (int row = from; row < to; row++) {
            for (int block = 0; block < blocks; block += CHUNK) {
                int count = Math.min(CHUNK, blocks - block);
                for (int i = 0; i < count; i++) {
                    minima[i] = format.minimum(weights.data(),
                            weights.rowOffset(row) + (long) (block + i) * format.type().blockBytes());
                }
                for (int t = 0; t < input.rows(); t++) {
                    target[t * stride + row] += dot(minima, sums, t * blocks + block, count);
                }
            }
        }
    }

    /** Multiplies the minima at the beginning of the scratch with sums; uses the scratch behind them. */
    private static float dot(float[] minima, float[] sums, int from, int count) {
        FloatVector lanes = FloatVector.zero(FLOATS);
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            lanes = FloatVector.fromArray(FLOATS, minima, i).fma(FloatVector.fromArray(FLOATS, sums, from + i), lanes);
        }
        lanes.intoArray(minima, CHUNK);
        float sum = 0;
        for (int i = 0; i < LANES; i++) {
            sum += minima[CHUNK + i];
        }
        for (int i = whole; i < count; i++) {
            sum = Math.fma(minima[i], sums[from + i], sum);
        }
        return sum;
    }

    /** A format's quants with their scales only. */
    record WithoutMinima(BlockFormat format) implements WeightFormat {
        @Override
        public TensorType type() {
            return format.type();
        }

        @Override
        public Rounding partner() {
            return format.partner();
        }

        @Override
        public void decode(MemorySegment source, long offset, float[] target, int from, int count) {
            for (int block = 0; block < count / BlockFormat.BLOCK_LENGTH; block++) {
                long start = offset + (long) block * type().blockBytes();
                int first = from + block * BlockFormat.BLOCK_LENGTH;
                format.quants(source, start, target, first);
                float scale = format.scale(source, start);
                for (int i = first; i < first + BlockFormat.BLOCK_LENGTH; i++) {
                    target[i] *= scale;
                }
            }
        }

        @Override
        public void encode(float[] source, int from, int count, MemorySegment target, long offset) {
            format.encode(source, from, count, target, offset);
        }
    }
}
