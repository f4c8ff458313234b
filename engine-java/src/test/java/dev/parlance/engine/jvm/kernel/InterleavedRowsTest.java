package dev.parlance.engine.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.kernel.vector.VectorKernels;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.Q4_0;
import dev.parlance.gguf.quant.Q4_K;
import dev.parlance.gguf.quant.Q6_K;
import dev.parlance.gguf.quant.QuantFormat;
import dev.parlance.gguf.quant.SuperBlockFormat;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Matrices whose rows are interleaved, and the products of whole numbers. Runs at every vector width, see the build. */
@Tag("kernels")
class InterleavedRowsTest {
    private static final int TOGETHER = Matrix.INTERLEAVED_ROWS;
    private static final float UNTOUCHED = 12345;

    @Provide
    Arbitrary<WeightFormat> formats() {
        return Arbitraries.of(WeightFormats.all());
    }

    @Provide
    Arbitrary<QuantFormat> wholeNumbers() {
        return Arbitraries.of(Q4_0.INSTANCE, Q4_K.INSTANCE, Q6_K.INSTANCE);
    }

    @Provide
    Arbitrary<Integer> blocks() {
        return Arbitraries.of(1, 2, 3, 7, 8, 9, 17);
    }

    private static byte[] encoded(WeightFormat format, int rows, int columns) {
        byte[] bytes = new byte[Math.toIntExact(format.type().byteSize((long) rows * columns))];
        format.encode(RandomFloats.of(rows * columns, rows + columns), 0, rows * columns, MemorySegment.ofArray(bytes),
                0);
        return bytes;
    }

    private static Matrix interleaved(WeightFormat format, MemorySegment data, int rows, int columns) {
        Matrix matrix = new Matrix("test", format, data, rows, columns);
        try (WorkerPool pool = new WorkerPool(2)) {
            matrix.layOut(any -> true, pool);
        }
        return matrix;
    }

    private static Activations inputs(WeightFormat format, int rows, int columns) {
        Activations input = new Activations(rows, columns);
        input.rows(rows);
        System.arraycopy(RandomFloats.of(rows * columns, columns), 0, input.values(), 0, rows * columns);
        input.prepare(format.partner());
        for (int row = 0; row < rows; row++) {
            input.round(format.partner(), row, false);
        }
        return input;
    }

    private static float[] multiply(Matrix matrix, int from, int to, Activations input) {
        float[] target = new float[input.rows() * matrix.rows()];
        Arrays.fill(target, UNTOUCHED);
        Scratch scratch = VectorKernels.KERNELS.scratch().apply(input.rows());
        Arrays.fill(scratch.floats(), Float.NaN); // what was left by another product
        Arrays.fill(scratch.shorts(), (short) 999);
        VectorKernels.KERNELS.products().apply(matrix.format()).multiply(matrix, from, to, input, target,
                matrix.rows(), scratch);
        return target;
    }

    @Property(tries = 50)
    void rowsHoldTheSameWeights(@ForAll("formats") WeightFormat format, @ForAll("blocks") int blocks,
            @ForAll @IntRange(min = 1, max = 3) int groups) {
        int columns = blocks * format.type().blockLength();
        byte[] bytes = encoded(format, groups * TOGETHER, columns);
        Matrix before = new Matrix("test", format, MemorySegment.ofArray(bytes.clone()), groups * TOGETHER, columns);
        Matrix after = interleaved(format, MemorySegment.ofArray(bytes), groups * TOGETHER, columns);
        assertThat(after.isInterleaved()).isTrue();
        float[] expected = new float[columns];
        float[] actual = new float[columns];
        for (int row = 0; row < before.rows(); row++) {
            before.decodeRow(row, expected, 0);
            after.decodeRow(row, actual, 0);
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** What is added up: with roundings, without, and with the magnitudes of all that it consists of. */
    private record Sum(float rounded, double exact, double magnitude) {
        Sum plus(int products, int magnitudes, float scale) {
            return new Sum(Math.fma((float) products, scale, rounded), exact + (double) products * scale,
                    magnitude + Math.abs((double) magnitudes * scale));
        }
    }

    /** Returns how many products of a format add up in 16 bits. */
    private static int step(QuantFormat format) {
        return format == Q6_K.INSTANCE ? 8 : 32;
    }

    /** Returns what is taken from a quant so that products are small enough. */
    private static int bias(QuantFormat format) {
        return format == Q4_K.INSTANCE ? 8 : 0;
    }

    /** Adds products, and checks that they fit. */
    private static Sum plus(Sum sum, float[] quants, int first, int bias, byte[] x, int from, int count, float scale) {
        int products = 0;
        int magnitudes = 0;
        for (int i = 0; i < count; i++) {
            int product = ((int) quants[first + i] - bias) * x[from + i];
            products += product;
            magnitudes += Math.abs(product);
        }
        assertThat(magnitudes).isLessThanOrEqualTo(Short.MAX_VALUE);
        return sum.plus(products, magnitudes, scale);
    }

    /** Adds what an offset makes of some inputs. */
    private static Sum plusOffset(Sum sum, byte[] x, int from, int count, float offset, float scale) {
        int inputs = 0;
        int magnitudes = 0;
        for (int i = from; i < from + count; i++) {
            inputs += x[i];
            magnitudes += Math.abs(x[i]);
        }
        double exact = (double) offset * scale;
        return new Sum(Math.fma(offset, scale * inputs, sum.rounded), sum.exact + exact * inputs,
                sum.magnitude + Math.abs(exact) * magnitudes);
    }

    /** The definition of a product of whole numbers. */
    private static Sum dot(QuantFormat format, byte[] weights, long row, int columns, Activations input, int from) {
        MemorySegment source = MemorySegment.ofArray(weights);
        byte[] x = input.quants(format.partner());
        float[] inputScales = input.scales(format.partner());
        int length = format.type().blockLength();
        float[] quants = new float[length];
        Sum sum = new Sum(0, 0, 0);
        for (int column = 0; column < columns; column += length) {
            long block = row + format.type().byteSize(column);
            float inputScale = inputScales[(from + column) / length];
            format.quants(source, block, quants, 0);
            switch (format) {
                case BlockFormat whole -> sum = plus(sum, quants, 0, 0, x, from + column, length,
                        whole.scale(source, block) * inputScale);
                case SuperBlockFormat inParts -> {
                    float scale = inParts.scale(source, block);
                    float minimum = inParts.minimum(source, block);
                    int part = inParts.partLength();
                    for (int i = 0; i < length; i += step(format)) {
                        sum = plus(sum, quants, i, bias(format), x, from + column + i, step(format),
                                scale * inParts.partScale(source, block, i / part) * inputScale);
                    }
                    for (int i = 0; i < length && bias(format) != 0; i += part) {
                        float offset = bias(format) * (scale * inParts.partScale(source, block, i / part))
                                - minimum * inParts.partMinimum(source, block, i / part);
                        sum = plusOffset(sum, x, from + column + i, part, offset, inputScale);
                    }
                }
            }
        }
        return sum;
    }

    @Property(tries = 40)
    void productsAreTheBitsOfTheDefinitionAtAnyWidth(@ForAll("wholeNumbers") QuantFormat format,
            @ForAll("blocks") int blocks, @ForAll @IntRange(min = 1, max = 3) int groups,
            @ForAll @IntRange(min = 1, max = 9) int rows) {
        int columns = blocks * format.type().blockLength();
        byte[] bytes = encoded(format, groups * TOGETHER, columns);
        Matrix matrix = interleaved(format, MemorySegment.ofArray(bytes.clone()), groups * TOGETHER, columns);
        Activations input = inputs(format, rows, columns);
        float[] actual = multiply(matrix, 0, matrix.rows(), input);
        float[] decoded = new float[columns];
        for (int row = 0; row < matrix.rows(); row++) {
            matrix.decodeRow(row, decoded, 0);
            for (int t = 0; t < rows; t++) {
                Sum sum = dot(format, bytes, matrix.rowOffset(row), columns, input, input.offset(t));
                assertThat(actual[t * matrix.rows() + row]).isEqualTo(sum.rounded);
                double exact = 0;
                for (int i = 0; i < columns; i++) {
                    exact += (double) decoded[i] * input.values(format.partner())[input.offset(t) + i];
                }
                // Here scales and offsets are rounded, by at most 4 in 2^24 together; there decoded weights and inputs are, as
                // often.
                assertThat(sum.exact).isCloseTo(exact, within(8 * sum.magnitude * 0x1p-24));
            }
        }
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void aResultDoesNotDependOnTheRowsAndInputsBesideIt(@ForAll("wholeNumbers") QuantFormat format,
            @ForAll("blocks") int blocks, @ForAll @IntRange(min = 0, max = 5) int from,
            @ForAll @IntRange(min = 0, max = 5) int groups, @ForAll @IntRange(min = 1, max = 9) int inputs,
            @ForAll @IntRange(min = 0, max = 8) int alone) {
        int columns = blocks * format.type().blockLength();
        int rows = 5 * TOGETHER;
        int first = from * TOGETHER;
        int last = Math.min(rows, first + groups * TOGETHER);
        Matrix matrix = interleaved(format, MemorySegment.ofArray(encoded(format, rows, columns)), rows, columns);
        Activations input = inputs(format, inputs, columns);
        float[] all = multiply(matrix, 0, rows, input);
        float[] part = all.clone();
        for (int t = 0; t < inputs; t++) {
            Arrays.fill(part, t * rows, t * rows + first, UNTOUCHED);
            Arrays.fill(part, t * rows + last, (t + 1) * rows, UNTOUCHED);
        }
        assertThat(multiply(matrix, first, last, input)).isEqualTo(part);
        int t = alone % inputs;
        Activations single = new Activations(1, columns);
        single.rows(1);
        System.arraycopy(input.values(), input.offset(t), single.values(), 0, columns);
        single.prepare(format.partner());
        single.round(format.partner(), 0, false);
        assertThat(multiply(matrix, 0, rows, single)).isEqualTo(Arrays.copyOfRange(all, t * rows, (t + 1) * rows));
    }

    @Example
    void theLargestQuantsAndInputsFit() {
        for (QuantFormat format : Arrays.asList(Q4_0.INSTANCE, Q4_K.INSTANCE, Q6_K.INSTANCE)) {
            int columns = 256;
            byte[] bytes = new byte[Math.toIntExact(format.type().byteSize((long) TOGETHER * columns))];
            float[] weights = new float[TOGETHER * columns];
            Arrays.fill(weights, -1);
            weights[0] = 1;
            format.encode(weights, 0, weights.length, MemorySegment.ofArray(bytes), 0);
            Activations input = new Activations(2, columns);
            input.rows(2);
            Arrays.fill(input.values(), 1);
            input.prepare(format.partner());
            input.round(format.partner(), 0, false);
            input.round(format.partner(), 1, false);
            Matrix matrix = interleaved(format, MemorySegment.ofArray(bytes.clone()), TOGETHER, columns);
            float[] actual = multiply(matrix, 0, TOGETHER, input);
            for (int row = 0; row < TOGETHER; row++) {
                assertThat(actual[row])
                        .isEqualTo(dot(format, bytes, matrix.rowOffset(row), columns, input, 0).rounded);
            }
        }
    }

    @Example
    void rowsStayAsInTheFileWhereTheyMakeNoWholeGroupsOrMayNotBeChanged() {
        MemorySegment data = MemorySegment.ofArray(encoded(Q4_0.INSTANCE, 2 * TOGETHER, 32));
        assertThat(interleaved(Q4_0.INSTANCE, data, TOGETHER + 1, 32).isInterleaved()).isFalse();
        assertThat(interleaved(Q4_0.INSTANCE, data.asReadOnly(), TOGETHER, 32).isInterleaved()).isFalse();
        Matrix whole = new Matrix("test", Q4_0.INSTANCE, data, 2 * TOGETHER, 32);
        Matrix odd = whole.part(0, TOGETHER - 1);
        Matrix even = whole.part(TOGETHER - 1, TOGETHER);
        try (WorkerPool pool = new WorkerPool(1)) {
            whole.layOut(VectorKernels.KERNELS.interleaved(), pool);
        }
        assertThat(whole.isInterleaved()).isFalse();
        assertThat(odd.isInterleaved()).isFalse();
        assertThat(even.isInterleaved()).isTrue();
    }
}
