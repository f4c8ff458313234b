package dev.parlance.engine.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.CachePrecision;
import dev.parlance.engine.jvm.kernel.vector.VectorKernels;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.gguf.quant.F16;
import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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
    private static final int HEADS = 4;
    private static final int KV_HEADS = 2;
    private static final float[] SINKS = {0.5f, -3, 2, 7};
    private static final float UNTOUCHED = 77;

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

    /** Shapes of four query heads on two heads of keys and values, by what is special about them. */
    @Provide
    Arbitrary<AttentionShape> shapes() {
        return Combinators.combine(headSizes(), Arbitraries.of(0f, 1.5f, 50f),
                Arbitraries.of(AttentionShape.WHOLE_TEXT, 1, 2, 3, 5, 16, 100), Arbitraries.of(true, false))
                .as((headSize, softCap, window, sinks) -> AttentionShape.of(HEADS, KV_HEADS, headSize)
                        .withSoftCap(softCap).withWindow(window).withSinks(sinks ? SINKS : new float[0]));
    }

    /** A text in a cache, rounded to what that holds, and queries of its last tokens. */
    private record Inputs(CachePrecision precision, AttentionShape shape, int positions, int rows, float[] queries,
            float[] keys, float[] values) {
        static Inputs random(CachePrecision precision, AttentionShape shape, int positions, int rows) {
            float[] queries = RandomFloats.of(rows * HEADS * shape.headSize(), shape.headSize(), 0, 1.5);
            float[] keys = RandomFloats.of(KV_HEADS * shape.headSize() * positions, positions);
            float[] values = RandomFloats.of(KV_HEADS * shape.headSize() * positions, positions + 1);
            if (precision == CachePrecision.F16) {
                round(keys);
                round(values);
            }
            return new Inputs(precision, shape, positions, rows, queries, keys, values);
        }

        private static void round(float[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = F16.round(numbers[i]);
            }
        }

        /** Returns the outputs of all heads of all rows; those that are not computed are left as they were. */
        float[] attend(Kernels kernels, int row, int count, int head, int heads) {
            int columns = KV_HEADS * shape.headSize();
            Activations output = new Activations(rows, HEADS * shape.headSize());
            Arrays.fill(output.values(), UNTOUCHED);
            try (KvCache cache = new KvCache(LAYERS, columns, positions, precision)) {
                cache.reserve(positions);
                for (int position = 0; position < positions; position++) {
                    cache.store(LAYER, position, keys, position * columns, values, position * columns);
                }
                Pass pass = new Pass(rows);
                for (int r = 0; r < rows; r++) {
                    pass.add(0, positions - rows + r, cache, false);
                }
                Activations q = new Activations(rows, HEADS * shape.headSize());
                q.rows(rows);
                System.arraycopy(queries, 0, q.values(), 0, queries.length);
                float[] scratch = new float[kernels.attention().scratchLength(shape, positions)];
                Arrays.fill(scratch, Float.NaN); // what was left by another head
                kernels.attention().attend(shape, pass, LAYER, row, count, head, heads, q, scratch, output);
            }
            return output.values();
        }

        /** Returns the attention of a head of a row in double, with the query rounded as the cache is. */
        double[] exact(int row, int head) {
            int headSize = shape.headSize();
            int position = positions - rows + row;
            int first = Math.max(0, position - shape.window() + 1);
            int query = (row * HEADS + head) * headSize;
            double[] weights = new double[positions];
            double sum = shape.sinks().length == 0 ? 0 : Math.exp(shape.sinks()[head]);
            for (int j = first; j <= position; j++) {
                double score = 0;
                for (int i = 0; i < headSize; i++) {
                    float q = precision == CachePrecision.F16 ? F16.round(queries[query + i]) : queries[query + i];
                    score += (double) q * keys[(KV_HEADS * j + head / 2) * headSize + i];
                }
                score *= shape.scale();
                weights[j] = Math.exp(
                        shape.softCap() == 0 ? score : shape.softCap() * Math.tanh(score / shape.softCap()));
                sum += weights[j];
            }
            double[] result = new double[headSize];
            for (int j = 0; j < positions; j++) {
                for (int i = 0; i < headSize; i++) {
                    result[i] += weights[j] / sum * values[(KV_HEADS * j + head / 2) * headSize + i];
                }
            }
            return result;
        }

        /**
         * Returns how far a result in float may be from the exact one: scores are sums of {@code headSize} roundings, the
         * result is one of {@code positions}, and all weights add up to at most 1. Queries, keys and values are below 8. A
         * cap is below 64 and has the error of three more operations.
         */
        double tolerance() {
            double score = shape.headSize() * 64 * shape.scale() * 0x1p-24 * 2 + 4 * shape.softCap() * 0x1p-24;
            double weight = 2 * score + 8 * 0x1p-24;
            return 8 * (weight + positions * 0x1p-24);
        }
    }

    @Property(tries = 300)
    void itIsTheMeanOfTheValuesByTheSoftMaxOfTheScores(@ForAll("kernels") Kernels kernels,
            @ForAll CachePrecision precision, @ForAll("shapes") AttentionShape shape,
            @ForAll("positions") int positions, @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 0, max = 1) int kvHead) {
        Inputs inputs = Inputs.random(precision, shape, positions, Math.min(rows, positions));
        float[] actual = inputs.attend(kernels, 0, inputs.rows, 2 * kvHead, 2);
        for (int row = 0; row < inputs.rows; row++) {
            for (int head = 0; head < HEADS; head++) {
                double[] exact = inputs.exact(row, head);
                int from = (row * HEADS + head) * shape.headSize();
                for (int i = 0; i < shape.headSize(); i++) {
                    if (head / 2 == kvHead) {
                        assertThat((double) actual[from + i]).isCloseTo(exact[i], within(inputs.tolerance()));
                    } else {
                        assertThat(actual[from + i]).isEqualTo(UNTOUCHED);
                    }
                }
            }
        }
    }

    @Property(tries = 100)
    void aHeadOfATokenIsTheSameBitsInAnyCompany(@ForAll("kernels") Kernels kernels, @ForAll CachePrecision precision,
            @ForAll("shapes") AttentionShape shape, @ForAll("positions") int positions,
            @ForAll @IntRange(min = 0, max = 8) int row, @ForAll @IntRange(min = 0, max = 3) int head) {
        Inputs inputs = Inputs.random(precision, shape, positions, Math.min(9, positions));
        int r = Math.min(row, inputs.rows - 1);
        float[] together = inputs.attend(kernels, 0, inputs.rows, head & 2, 2);
        float[] alone = inputs.attend(kernels, r, 1, head, 1);
        int from = (r * HEADS + head) * shape.headSize();
        assertThat(Arrays.copyOfRange(alone, from, from + shape.headSize()))
                .isEqualTo(Arrays.copyOfRange(together, from, from + shape.headSize()));
    }

    @Property(tries = 50)
    void inAWindowOfOneItIsTheValueAndASinkTakesItsShare(@ForAll("kernels") Kernels kernels,
            @ForAll CachePrecision precision, @ForAll("headSizes") int headSize,
            @ForAll("positions") int positions) {
        AttentionShape shape = AttentionShape.of(HEADS, KV_HEADS, headSize).withWindow(1);
        Inputs inputs = Inputs.random(precision, shape, positions, 1);
        float[] value = Arrays.copyOfRange(inputs.values, inputs.values.length - headSize, inputs.values.length);
        assertThat(Arrays.copyOfRange(inputs.attend(kernels, 0, 1, 2, 2), 3 * headSize, 4 * headSize))
                .isEqualTo(value);
        Inputs sunk = Inputs.random(precision, shape.withSinks(new float[]{0, 0, 0, 1e4f}), positions, 1);
        assertThat(Arrays.copyOfRange(sunk.attend(kernels, 0, 1, 2, 2), 3 * headSize, 4 * headSize))
                .usingElementComparator((a, b) -> Float.compare(a + 0f, b + 0f)).containsOnly(0);
    }
}
