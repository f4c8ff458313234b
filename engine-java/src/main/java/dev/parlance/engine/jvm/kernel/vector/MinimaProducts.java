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
 * on their own. The quants go the way of all formats before. Lanes are rows, so that nothing is added up across them.
 */
final class MinimaProducts implements MatrixKernel {
    /** Blocks whose minima are gathered at a time. */
    private static final int CHUNK = 256;
    /** Where results begin in the scratch, behind the minima, (blocks, lanes). */
    private static final int RESULTS = CHUNK * LANES;

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
        float[] floats = scratch.floats();
        float[] sums = input.sums(Rounding.Q8_1);
        int blocks = weights.columns() / BlockFormat.BLOCK_LENGTH;
        for (int row = from; row < to; row += LANES) {
            int rows = Math.min(LANES, to - row);
            for (int block = 0; block < blocks; block += CHUNK) {
                int count = Math.min(CHUNK, blocks - block);
                gather(weights, row, rows, block, count, floats);
                for (int t = 0; t < input.rows(); t++) {
                    dot(floats, count, sums, t * blocks + block);
                    for (int k = 0; k < rows; k++) {
                        target[t * stride + row + k] += floats[RESULTS + k];
                    }
                }
            }
        }
    }

    /** Puts the minima of some blocks of at most as many rows as lanes into the scratch; what else lanes have is not used. */
    private void gather(Matrix weights, int row, int rows, int block, int count, float[] floats) {
        for (int k = 0; k < rows; k++) {
            long start = weights.rowOffset(row + k) + (long) block * format.type().blockBytes();
            for (int i = 0; i < count; i++) {
                floats[i * LANES + k] = format.minimum(weights.data(), start + (long) i * format.type().blockBytes());
            }
        }
    }

    private static void dot(float[] floats, int count, float[] sums, int from) {
        FloatVector results = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i++) {
            results = FloatVector.fromArray(FLOATS, floats, i * LANES)
                    .fma(FloatVector.broadcast(FLOATS, sums[from + i]), results);
        }
        results.intoArray(floats, RESULTS);
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
