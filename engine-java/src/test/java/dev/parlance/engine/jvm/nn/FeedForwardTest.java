package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.model.RandomFloats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A gated network against its definition, in double. */
class FeedForwardTest {
    private static final int ROWS = 5;
    private static final int WIDTH = 12;

    private static Linear linear(int rows, int columns, long seed) {
        MemorySegment data = MemorySegment.ofArray(new byte[rows * columns * Float.BYTES]);
        F32.INSTANCE.encode(RandomFloats.of(rows * columns, seed, 0, 1 / Math.sqrt(columns)), 0, rows * columns, data,
                0);
        return new Linear(new Matrix("random", F32.INSTANCE, data, rows, columns), RandomFloats.of(rows, seed + 1));
    }

    private static float[] compute(FeedForward.Layer layer, int hidden, int threads, float[] input) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            FeedForward operator = new FeedForward(pool, new MatMul(pool, Kernels.STRICT, ROWS), GatedActivation.SILU,
                    ROWS, hidden);
            Activations rows = new Activations(ROWS, WIDTH);
            Activations result = new Activations(ROWS, WIDTH);
            rows.rows(input.length / WIDTH);
            System.arraycopy(input, 0, rows.values(), 0, input.length);
            operator.apply(rows, layer, result);
            assertThat(result.rows()).isEqualTo(rows.rows());
            return Arrays.copyOf(result.values(), input.length);
        }
    }

    private static double[] product(Linear map, double[] x) {
        float[] row = new float[x.length];
        double[] result = new double[map.weight().rows()];
        for (int i = 0; i < result.length; i++) {
            map.weight().decodeRow(i, row, 0);
            result[i] = map.bias()[i];
            for (int j = 0; j < x.length; j++) {
                result[i] += row[j] * x[j];
            }
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 33})
    void itIsItsDefinitionForAnyNumberOfThreads(int hidden) {
        FeedForward.Layer layer = new FeedForward.Layer(linear(hidden, WIDTH, 1), linear(hidden, WIDTH, 3),
                linear(WIDTH, hidden, 5));
        float[] input = RandomFloats.of(ROWS * WIDTH, 7);
        float[] result = compute(layer, hidden, 1, input);
        for (int row = 0; row < ROWS; row++) {
            double[] x = new double[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                x[i] = input[row * WIDTH + i];
            }
            double[] gate = product(layer.gate(), x);
            double[] up = product(layer.up(), x);
            for (int i = 0; i < hidden; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            double[] expected = product(layer.down(), gate);
            for (int i = 0; i < WIDTH; i++) {
                // Sums of at most a hundred numbers below 10, each rounded a few times.
                assertThat((double) result[row * WIDTH + i]).isCloseTo(expected[i], within(1e-4));
            }
        }
        for (int threads : new int[]{2, 3, 7}) {
            assertThat(compute(layer, hidden, threads, input)).isEqualTo(result);
        }
    }
}
