package dev.parlance.engine.jvm.kernel;

import dev.parlance.engine.jvm.kernel.scalar.ScalarAttention;
import dev.parlance.engine.jvm.kernel.scalar.ScalarProducts;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.WeightFormat;

import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * A set of kernels that belong together.
 *
 * <p>There are two arithmetics. Strict is that of llama.cpp's plain x64 variant in its strict setting, operation by
 * operation, the same on every machine. The other one is free in the order of sums and rounds as llama.cpp's AVX variants
 * do, which are what people run.
 *
 * @param name what they are, in words
 * @param strict which arithmetic they have
 * @param products gives the matrix product of a weight format
 * @param interleaved tells of which formats the products want the rows interleaved, see {@link Matrix#layOut}; they take them
 *     as in the file, too
 * @param scratch makes what a product wants for a number of input rows
 * @param attention the attention
 */
public record Kernels(String name, boolean strict, Function<WeightFormat, MatrixKernel> products,
        Predicate<WeightFormat> interleaved, IntFunction<Scratch> scratch, AttentionKernel attention) {

    /** The specification, in plain Java. */
    public static final Kernels STRICT = scalar("strict scalar", true);

    /** What a JVM without the Vector API gets: the sums of the specification, the roundings of the vector kernels. */
    public static final Kernels SCALAR = scalar("scalar", false);

    private static Kernels scalar(String name, boolean strict) {
        return new Kernels(name, strict, ScalarProducts::of, format -> false,
                rows -> new Scratch(new float[0], new short[0]), new ScalarAttention());
    }
}
