package dev.parlance.engine.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.kernel.vector.VectorKernels;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.gguf.quant.F16;
import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

import java.util.Arrays;

/** The attention of all kernels. Runs at every vector width, see the build. */
@Tag("kernels")
class AttentionKernelTest {
    private static final int LAYERS = 2;
    private static final int LAYER = 1;

    @Provide
    Arbitrary<Kernels> kernels() {
        return Arbitraries.of(Kernels.SCALAR, VectorKernels.KERNELS);
    }

    @Provide
    Arbitrary<Integer> headSizes() {
        return Arbitraries.of(2, 4, 6, 8, 16, 30, 62, 64, 80, 128);
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 31, 64, 127, 128, 129, 300);
    }

    /** Two heads of keys and values in a cache, rounded to what it holds, and a query. */
    private record Inputs(CachePrecision precision, int headSize, int positions, float[] query, float[] keys,
            float[] values) {
        static Inputs random(CachePrecision precision, int headSize, int positions) {
            float[] query = RandomFloats.of(headSize, headSize, 0, 1.5);
            float[] keys = RandomFloats.of(2 * headSize * positions, positions);
            float[] values = RandomFloats.of(2 * headSize * positions, positions + 1);
            if (precision == CachePrecision.F16) {
                round(keys);
                round(values);
            }
            return new Inputs(precision, headSize, positions, query, keys, values);
        }

        private static void round(float[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = F16.round(numbers[i]);
            }
        }

        float scale() {
            return 1 / (float) Math.sqrt(headSize);
        }

        float[] attend(Kernels kernels, int head) {
            float[] result = new float[3 + headSize + 1];
            try (KvCache cache = new KvCache(LAYERS, 2 * headSize, positions, precision)) {
                cache.reserve(positions);
                for (int position = 0; position < positions; position++) {
                    int row = position * 2 * headSize;
                    cache.store(LAYER, position, keys, row, values, row);
                }
                float[] q = new float[2 + headSize];
                System.arraycopy(query, 0, q, 2, headSize);
                float[] scratch = new float[positions + 2 * headSize];
                Arrays.fill(scratch, Float.NaN); // what was left by another head
                kernels.attention().attend(q, 2, cache, LAYER, head * headSize, headSize, positions, scale(), scratch,
                        result, 3);
            }
            assertThat(result).startsWith(0, 0, 0).endsWith(0);
            return Arrays.copyOfRange(result, 3, 3 + headSize);
        }

        /** Returns soft-max(q . K^T * scale) . V in double, with the query rounded as the cache is. */
        double[] exact(int head) {
            double[] weights = new double[positions];
            double sum = 0;
            for (int j = 0; j < positions; j++) {
                double score = 0;
                for (int i = 0; i < headSize; i++) {
                    float q = precision == CachePrecision.F16 ? F16.round(query[i]) : query[i];
                    score += (double) q * keys[(2 * j + head) * headSize + i];
                }
                weights[j] = Math.exp(score * scale());
                sum += weights[j];
            }
            double[] result = new double[headSize];
            for (int j = 0; j < positions; j++) {
                for (int i = 0; i < headSize; i++) {
                    result[i] += weights[j] / sum * values[(2 * j + head) * headSize + i];
                }
            }
            return result;
        }

        /**
         * Returns how far a result in float may be from the exact one: scores are sums of {@code headSize} roundings, the
         * result is one of {@code positions}, and all weights add up to 1. Queries, keys and values are below 8.
         */
        double tolerance() {
            double score = headSize * 64 * scale() * 0x1p-24 * 2;
            double weight = 2 * score + 8 * 0x1p-24;
            return 8 * (weight + positions * 0x1p-24);
        }
    }

    @Property(tries = 150)
    void itIsTheMeanOfTheValuesByTheSoftMaxOfTheScores(@ForAll("kernels") Kernels kernels,
            @ForAll CachePrecision precision, @ForAll("headSizes") int headSize, @ForAll("positions") int positions,
            @ForAll @IntRange(min = 0, max = 1) int head) {
        Inputs inputs = Inputs.random(precision, headSize, positions);
        float[] actual = inputs.attend(kernels, head);
        double[] exact = inputs.exact(head);
        for (int i = 0; i < headSize; i++) {
            assertThat((double) actual[i]).isCloseTo(exact[i], within(inputs.tolerance()));
        }
    }

    @Property(tries = 50)
    void overOnePositionItIsItsValue(@ForAll("kernels") Kernels kernels, @ForAll CachePrecision precision,
            @ForAll("headSizes") int headSize) {
        Inputs inputs = Inputs.random(precision, headSize, 1);
        assertThat(inputs.attend(kernels, 1))
                .isEqualTo(Arrays.copyOfRange(inputs.values, headSize, 2 * headSize));
    }
}
