package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.kernel.KernelChoice;
import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Experts against their definition, in double and token by token. */
class ExpertsTest {
    private static final int ROWS = 20;
    private static final int WIDTH = 12;
    private static final int HIDDEN = 10;

    @Provide
    Arbitrary<GatedActivation> activations() {
        return Arbitraries.of(GatedActivation.SILU, GatedActivation.CLAMPED_SILU);
    }

    @Provide
    Arbitrary<Kernels> kernels() {
        return Arbitraries.of(Kernels.STRICT, KernelChoice.best());
    }

    private record Inputs(int experts, int used, Router.Shares shares, GatedActivation activation, long seed) {

        private static Linear linear(int rows, int columns, double gain, long seed) {
            byte[] bytes = new byte[rows * columns * Float.BYTES];
            MemorySegment data = MemorySegment.ofArray(bytes);
            F32.INSTANCE.encode(RandomFloats.of(rows * columns, seed, 0, gain / Math.sqrt(columns)), 0, rows * columns,
                    data, 0);
            return new Linear(new Matrix("random", F32.INSTANCE, data, rows, columns),
                    RandomFloats.of(rows, seed + 1, 0, 0.3));
        }

        private List<Linear> linears(int rows, int columns, double gain, long from) {
            return IntStream.range(0, experts).mapToObj(i -> linear(rows, columns, gain, from + 2L * i)).toList();
        }

        Experts.Layer layer() {
            return new Experts.Layer(linear(experts, WIDTH, 2, seed), linears(HIDDEN, WIDTH, 4, seed + 100),
                    linears(HIDDEN, WIDTH, 4, seed + 1000), linears(WIDTH, HIDDEN, 1, seed + 10_000));
        }

        float[] input() {
            return RandomFloats.of(ROWS * WIDTH, seed - 1);
        }

        /** Returns the results of some rows that share a pass. */
        float[] compute(Kernels kernels, int threads, int from, int to) {
            try (WorkerPool pool = new WorkerPool(threads)) {
                Experts operator = new Experts(pool, new MatMul(pool, kernels, ROWS), shares, activation, ROWS, WIDTH,
                        HIDDEN, experts, used);
                Activations input = new Activations(ROWS, WIDTH);
                Activations output = new Activations(ROWS, WIDTH);
                input.rows(to - from);
                System.arraycopy(input(), from * WIDTH, input.values(), 0, (to - from) * WIDTH);
                operator.apply(input, layer(), output);
                operator.apply(input, layer(), output); // what an earlier pass left must not count
                assertThat(output.rows()).isEqualTo(to - from);
                return Arrays.copyOf(output.values(), (to - from) * WIDTH);
            }
        }

        private static double[] map(Linear map, double[] x) {
            float[] row = new float[map.weight().columns()];
            double[] y = new double[map.weight().rows()];
            for (int i = 0; i < y.length; i++) {
                map.weight().decodeRow(i, row, 0);
                y[i] = map.bias()[i];
                for (int j = 0; j < row.length; j++) {
                    y[i] += row[j] * x[j];
                }
            }
            return y;
        }

        private double activate(double gate, double up) {
            if (activation.equals(GatedActivation.SILU)) {
                return gate / (1 + Math.exp(-gate)) * up;
            }
            double limited = Math.min(gate, 7);
            return limited / (1 + Math.exp(-1.702 * limited)) * (Math.clamp(up, -7, 7) + 1);
        }

        double[] exact(int row) {
            Experts.Layer layer = layer();
            double[] x = new double[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                x[i] = input()[row * WIDTH + i];
            }
            double[] scores = map(layer.router(), x);
            List<Integer> chosen = IntStream.range(0, experts).boxed()
                    .sorted(Comparator.comparingDouble(i -> -scores[i])).limit(used).toList();
            double all = Arrays.stream(scores).map(Math::exp).sum();
            double some = chosen.stream().mapToDouble(i -> Math.exp(scores[i])).sum();
            double[] result = new double[WIDTH];
            for (int expert : chosen) {
                double[] gate = map(layer.gate().get(expert), x);
                double[] up = map(layer.up().get(expert), x);
                for (int i = 0; i < HIDDEN; i++) {
                    gate[i] = activate(gate[i], up[i]);
                }
                double[] part = map(layer.down().get(expert), gate);
                for (int i = 0; i < WIDTH; i++) {
                    result[i] += part[i] * Math.exp(scores[expert]) / (shares == Router.Shares.OF_ALL ? all : some);
                }
            }
            return result;
        }
    }

    @Property(tries = 60)
    void aTokenGoesThroughTheExpertsWithTheHighestScores(@ForAll("kernels") Kernels kernels,
            @ForAll("activations") GatedActivation activation, @ForAll Router.Shares shares,
            @ForAll @IntRange(min = 1, max = 9) int experts, @ForAll @IntRange(min = 1, max = 9) int used,
            @ForAll @IntRange(max = 1000) int seed) {
        Inputs inputs = new Inputs(experts, Math.min(experts, used), shares, activation, seed);
        float[] actual = inputs.compute(kernels, 2, 0, ROWS);
        for (int row = 0; row < ROWS; row++) {
            double[] exact = inputs.exact(row);
            for (int i = 0; i < WIDTH; i++) {
                // Sums of about ten products below 100 each, twice, in float.
                assertThat((double) actual[row * WIDTH + i]).isCloseTo(exact[i], within(100 * 20 * 0x1p-23));
            }
        }
    }

    @Property(tries = 40)
    void aTokenHasTheSameBitsInAnyCompany(@ForAll("kernels") Kernels kernels,
            @ForAll("activations") GatedActivation activation, @ForAll Router.Shares shares,
            @ForAll @IntRange(min = 1, max = 9) int experts, @ForAll @IntRange(min = 1, max = 9) int used,
            @ForAll @IntRange(min = 1, max = 3) int threads, @ForAll @IntRange(min = 1, max = ROWS) int cut) {
        Inputs inputs = new Inputs(experts, Math.min(experts, used), shares, activation, experts + 10L * used);
        List<Float> pieces = new ArrayList<>();
        for (int from = 0; from < ROWS; from += cut) {
            for (float value : inputs.compute(kernels, threads, from, Math.min(ROWS, from + cut))) {
                pieces.add(value);
            }
        }
        float[] together = inputs.compute(kernels, 1, 0, ROWS);
        for (int i = 0; i < together.length; i++) {
            assertThat(pieces.get(i)).isEqualTo(together[i]);
        }
    }

    @Property(tries = 5)
    void noTokensAreNoWork(@ForAll("kernels") Kernels kernels) {
        Inputs inputs = new Inputs(3, 2, Router.Shares.OF_ALL, GatedActivation.SILU, 1);
        assertThat(inputs.compute(kernels, 2, 5, 5)).isEmpty();
    }
}
