package dev.parlance.engine.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.jvm.kernel.vector.VectorKernels;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.QuantFormat;
import dev.parlance.gguf.quant.Rounding;
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
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** The matrix products of all formats and kernels. Runs at every vector width, see the build. */
@Tag("kernels")
class MatrixKernelTest {
    private static final float UNTOUCHED = 12345;

    @Provide
    Arbitrary<WeightFormat> formats() {
        return Arbitraries.of(WeightFormats.all());
    }

    @Provide
    Arbitrary<Kernels> kernels() {
        return Arbitraries.of(Kernels.SCALAR, VectorKernels.KERNELS);
    }

    /** Awkward numbers of columns, brought to a multiple of the block's length where there is one. */
    @Provide
    Arbitrary<Integer> columns() {
        return Arbitraries.of(1, 2, 13, 31, 32, 33, 64, 96, 207, 1023, 1024, 1025, 1056, 2048, 4098);
    }

    /** A matrix and inputs for it, rounded. */
    private record Factors(Matrix matrix, Activations input) {
        static Factors random(WeightFormat format, int rows, int anyColumns, int inputs, long seed) {
            int block = format.type().blockLength();
            int columns = (anyColumns + block - 1) / block * block;
            return of(format, rows, columns, RandomFloats.of(rows * columns, seed),
                    RandomFloats.of(inputs * columns, seed + 1));
        }

        static Factors of(WeightFormat format, int rows, int columns, float[] weights, float[] inputs) {
            byte[] bytes = new byte[(int) format.type().byteSize(weights.length)];
            format.encode(weights, 0, weights.length, MemorySegment.ofArray(bytes), 0);
            return new Factors(new Matrix("test", format, MemorySegment.ofArray(bytes), rows, columns),
                    rounded(format, columns, inputs));
        }

        private static Activations rounded(WeightFormat format, int columns, float[] inputs) {
            Activations input = new Activations(inputs.length / columns, columns);
            input.rows(inputs.length / columns);
            System.arraycopy(inputs, 0, input.values(), 0, inputs.length);
            input.prepare(format.partner());
            for (int row = 0; row < input.rows(); row++) {
                input.round(format.partner(), row, false);
            }
            return input;
        }

        /** Returns the same matrix with only one of the inputs. */
        Factors withInput(int index) {
            int columns = matrix.columns();
            return new Factors(matrix, rounded(matrix.format(), columns,
                    Arrays.copyOfRange(input.values(), index * columns, (index + 1) * columns)));
        }

        private float[] weights() {
            float[] weights = new float[matrix.rows() * matrix.columns()];
            matrix.format().decode(matrix.data(), 0, weights, 0, weights.length);
            return weights;
        }

        /** Multiplies some rows; the others are left {@link #UNTOUCHED}. */
        float[] multiply(Kernels kernels, int from, int to) {
            float[] target = new float[input.rows() * matrix.rows()];
            Arrays.fill(target, UNTOUCHED);
            Scratch scratch = kernels.scratch().apply(input.rows());
            Arrays.fill(scratch.floats(), Float.NaN); // what was left by another product
            kernels.products().apply(matrix.format()).multiply(matrix, from, to, input, target, matrix.rows(),
                    scratch);
            return target;
        }

        float[] multiply(Kernels kernels) {
            return multiply(kernels, 0, matrix.rows());
        }

        /**
         * Returns the sum of the magnitudes of what makes each result: the products, where a weight that has a minimum counts
         * as what is scaled and the minimum, which kernels may add up apart.
         */
        double[] magnitudes() {
            float[] x = input.values(matrix.format().partner());
            float[] w = new float[matrix.columns()];
            double[] sums = new double[input.rows() * matrix.rows()];
            for (int row = 0; row < matrix.rows(); row++) {
                matrix.decodeRow(row, w, 0);
                if (matrix.format() instanceof QuantFormat format) {
                    for (int i = 0; i < w.length; i++) {
                        float minimum = minimum(format, row, i);
                        w[i] = Math.abs(w[i] - minimum) + Math.abs(minimum);
                    }
                }
                for (int i = 0; i < x.length; i++) {
                    sums[i / w.length * matrix.rows() + row] += Math.abs((double) w[i % w.length] * x[i]);
                }
            }
            return sums;
        }

        /** Returns what is added to the scaled quants of a weight's block or part. */
        private float minimum(QuantFormat format, int row, int column) {
            int length = format.type().blockLength();
            long block = matrix.rowOffset(row) + format.type().byteSize((long) column / length * length);
            return switch (format) {
                case BlockFormat whole -> whole.minimum(matrix.data(), block);
                case SuperBlockFormat inParts -> -inParts.minimum(matrix.data(), block)
                        * inParts.partMinimum(matrix.data(), block, column % length / inParts.partLength());
            };
        }
    }

    @Property(tries = 200)
    void vectorAndScalarKernelsDifferByTheRoundingOfTheirSums(@ForAll("formats") WeightFormat format,
            @ForAll("columns") int columns, @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 9) int inputs) {
        Factors factors = Factors.random(format, rows, columns, inputs, columns * 100L + rows * 10L + inputs);
        float[] scalar = factors.multiply(Kernels.SCALAR);
        float[] vector = factors.multiply(VectorKernels.KERNELS);
        // The vector kernel adds columns / lanes products in a lane, then the lanes and the rest; the scalar one rounds
        // each product or each block. Every rounding is by at most 2^-24 of the magnitude of what was added so far. Weights
        // and inputs of blocks of 256 have too many bits for a float, so that both are rounded too.
        int lanes = lanes();
        double roundings = (double) columns / lanes + 2 * lanes + columns / 32d + 6;
        double[] magnitudes = factors.magnitudes();
        for (int i = 0; i < scalar.length; i++) {
            assertThat((double) vector[i]).isCloseTo(scalar[i], within(magnitudes[i] * roundings * 0x1p-24));
        }
    }

    /** The kernels are named after their width. */
    private static int lanes() {
        String name = VectorKernels.KERNELS.name();
        return Integer.parseInt(name.substring(0, name.indexOf('-'))) / Float.SIZE;
    }

    @Example
    void theyRunAtTheWidthThatTheJvmWasAskedFor() {
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:MaxVectorSize="))
                .forEach(argument -> assertThat(lanes() * Float.BYTES)
                        .isLessThanOrEqualTo(Integer.parseInt(argument.substring(argument.indexOf('=') + 1))));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void aResultDoesNotDependOnTheRowsAndInputsBesideIt(@ForAll("kernels") Kernels kernels,
            @ForAll("formats") WeightFormat format, @ForAll("columns") int columns,
            @ForAll @IntRange(min = 1, max = 9) int inputs, @ForAll @IntRange(min = 0, max = 11) int from,
            @ForAll @IntRange(min = 0, max = 11) int length) {
        int rows = 11;
        int to = Math.min(rows, from + length);
        Factors factors = Factors.random(format, rows, columns, inputs, columns);
        float[] all = factors.multiply(kernels);
        float[] part = all.clone();
        for (int t = 0; t < inputs; t++) {
            Arrays.fill(part, t * rows, t * rows + Math.min(from, to), UNTOUCHED);
            Arrays.fill(part, t * rows + to, (t + 1) * rows, UNTOUCHED);
        }
        assertThat(factors.multiply(kernels, from, to)).isEqualTo(part);
        for (int t = 0; t < inputs; t++) {
            assertThat(factors.withInput(t).multiply(kernels))
                    .isEqualTo(Arrays.copyOfRange(all, t * rows, (t + 1) * rows));
        }
    }

    @Example
    void everyWeightOfF16IsMultipliedExactly() {
        int columns = 32;
        byte[] bytes = new byte[2 * columns * (1 << 16)];
        MemorySegment weights = MemorySegment.ofArray(bytes);
        for (int half = 0; half < 1 << 16; half++) {
            weights.set(F16.WEIGHT, 2L * (half * columns + half % columns), (short) half);
        }
        Activations ones = new Activations(1, columns);
        ones.rows(1);
        Arrays.fill(ones.values(), 1);
        ones.prepare(Rounding.F16);
        ones.round(Rounding.F16, 0, false);
        Matrix matrix = new Matrix("every half", F16.INSTANCE, weights, 1 << 16, columns);
        float[] expected = new float[1 << 16];
        for (int half = 0; half < 1 << 16; half++) {
            expected[half] = Float.float16ToFloat((short) half) + 0f; // the sum of it and zeros
        }
        assertThat(new Factors(matrix, ones).multiply(VectorKernels.KERNELS)).isEqualTo(expected);
    }

    @Property(tries = 100)
    void zerosMakeZeros(@ForAll("kernels") Kernels kernels, @ForAll("formats") WeightFormat format,
            @ForAll("columns") int columns) {
        Factors random = Factors.random(format, 5, columns, 3, 1);
        int n = random.matrix.columns();
        float[] zeros = new float[5 * n];
        assertThat(Factors.of(format, 5, n, zeros, random.input.values()).multiply(kernels)).containsOnly(0);
        assertThat(Factors.of(format, 5, n, random.weights(), new float[3 * n]).multiply(kernels)).containsOnly(0);
    }

    @Property(tries = 100)
    void oneInfinityIsTheResultAndMetByZeroItIsNone(@ForAll("kernels") Kernels kernels,
            @ForAll("columns") int columns, @ForAll @IntRange(min = 0, max = 4097) int anyPlace) {
        int place = anyPlace % columns;
        float[] weights = RandomFloats.of(2 * columns, 1);
        float[] inputs = RandomFloats.of(2 * columns, 2);
        weights[columns + place] = Float.NEGATIVE_INFINITY;
        inputs[place] = 3;
        inputs[columns + place] = 0;
        float[] result = Factors.of(F32.INSTANCE, 2, columns, weights, inputs).multiply(kernels);
        assertThat(result[0]).isFinite();
        assertThat(result[1]).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(result[2]).isFinite();
        assertThat(result[3]).isNaN();
    }

}
