package dev.parlance.benchmarks;

import dev.parlance.engine.jvm.kernel.KernelChoice;
import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Linear;
import dev.parlance.engine.jvm.nn.MatMul;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The matrix product: one input row is what generating costs and is bound by memory, 128 rows are what a prompt costs and
 * are bound by arithmetic. The matrices are far larger than any cache; a score is the time for {@value #ROWS} x
 * {@value #COLUMNS} weights.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx4g"})
public class ProductBenchmark {
    static final int ROWS = 65_536;
    static final int COLUMNS = 2048;

    /** The weight format. */
    @Param({"F32", "F16", "BF16", "Q8_0"})
    public TensorType format = TensorType.F32;

    /** The number of input rows. */
    @Param({"1", "128"})
    public int inputRows;

    /** The number of threads. */
    @Param("2")
    public int threads;

    /** Which kernels. */
    @Param({"vector"})
    public String kernels = "vector";

    private Arena arena = Arena.ofShared();
    private WorkerPool pool = new WorkerPool(1);
    private MatMul matMul = new MatMul(pool, Kernels.SCALAR, 0);
    private Activations input = new Activations(0, 0);
    private Activations output = new Activations(0, 0);
    private Linear map = new Linear(new Matrix("", WeightFormats.all().getFirst(), MemorySegment.NULL, 0, 0));

    /** Makes a matrix of random weights: one block of rows, repeated. */
    @Setup
    public void prepare() {
        WeightFormat weightFormat = WeightFormats.of(format).orElseThrow();
        Matrix matrix = new Matrix("random", weightFormat,
                arena.allocate(format.byteSize((long) ROWS * COLUMNS), 64), ROWS, COLUMNS);
        Random random = new Random(1);
        float[] row = new float[COLUMNS];
        for (int r = 0; r < ROWS; r++) {
            if (r < 64) {
                for (int i = 0; i < COLUMNS; i++) {
                    row[i] = (float) random.nextGaussian();
                }
                weightFormat.encode(row, 0, COLUMNS, matrix.data(), matrix.rowOffset(r));
            } else {
                MemorySegment.copy(matrix.data(), matrix.rowOffset(r % 64), matrix.data(), matrix.rowOffset(r),
                        matrix.rowBytes());
            }
        }
        map = new Linear(matrix);
        pool = new WorkerPool(threads);
        matMul = new MatMul(pool, kernels.equals("vector") ? KernelChoice.best() : Kernels.SCALAR, inputRows);
        input = new Activations(inputRows, COLUMNS);
        output = new Activations(inputRows, ROWS);
        input.rows(inputRows);
        for (int i = 0; i < inputRows * COLUMNS; i++) {
            input.values()[i] = (float) random.nextGaussian();
        }
    }

    /** Ends the threads and frees the weights. */
    @TearDown
    public void release() {
        pool.close();
        arena.close();
    }

    /** Multiplies the matrix with the input. */
    @Benchmark
    public float[] product() {
        matMul.of(input).by(map, output).run();
        return output.values();
    }
}
