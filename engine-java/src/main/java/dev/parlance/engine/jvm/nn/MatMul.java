package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.Rounding;
import dev.parlance.gguf.quant.WeightFormat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies one or several linear maps to one input on all workers, each taking a part of every matrix's rows:
 * {@code matMul.of(h).by(wq, q).by(wk, k).by(wv, v).run()}. Used again and again, it allocates nothing.
 */
public final class MatMul {
    private static final int MAX_FACTORS = 4;

    private final WorkerPool pool;
    private final Kernels kernels;
    private final float[][] scratch;
    private final Map<WeightFormat, MatrixKernel> kernelOf = new HashMap<>();
    private final WorkerPool.Task roundRows = this::roundRows;
    private final WorkerPool.Task multiply = this::multiply;

    private final Matrix[] matrices = new Matrix[MAX_FACTORS];
    private final float[][] biases = new float[MAX_FACTORS][];
    private final Activations[] outputs = new Activations[MAX_FACTORS];
    private final MatrixKernel[] chosen = new MatrixKernel[MAX_FACTORS];
    private final List<Rounding> roundings = new ArrayList<>(Rounding.values().length);
    private int factors;
    private Activations input = new Activations(0, 0);

    /** Makes an operator for inputs of at most a number of rows. */
    public MatMul(WorkerPool pool, Kernels kernels, int maxRows) {
        this.pool = pool;
        this.kernels = kernels;
        this.scratch = new float[pool.size()][kernels.scratchLength().applyAsInt(maxRows)];
    }

    /** Begins a product of an input, (rows, columns). */
    public MatMul of(Activations factor) {
        input = factor;
        factors = 0;
        roundings.clear();
        return this;
    }

    /**
     * Adds a linear map, (output columns, input columns), and where its result goes.
     *
     * @param output receives (input rows, output columns)
     */
    public MatMul by(Linear map, Activations output) {
        Matrix matrix = map.weight();
        matrices[factors] = matrix;
        biases[factors] = map.bias();
        outputs[factors] = output;
        MatrixKernel kernel = kernelOf.get(matrix.format());
        if (kernel == null) {
            kernel = kernels.products().apply(matrix.format());
            kernelOf.put(matrix.format(), kernel);
        }
        chosen[factors++] = kernel;
        if (!roundings.contains(matrix.format().partner())) {
            roundings.add(matrix.format().partner());
        }
        output.rows(input.rows());
        return this;
    }

    /** Computes all products. */
    public void run() {
        if (input.rows() == 0) {
            return;
        }
        for (int i = 0; i < roundings.size(); i++) {
            input.prepare(roundings.get(i));
        }
        if (input.rows() == 1) {
            roundRows(0, 1); // too little to share
        } else {
            pool.run(roundRows);
        }
        pool.run(multiply);
    }

    private void roundRows(int worker, int workers) {
        for (int i = 0; i < roundings.size(); i++) {
            for (int row = worker; row < input.rows(); row += workers) {
                input.round(roundings.get(i), row, kernels.strict());
            }
        }
    }

    private void multiply(int worker, int workers) {
        for (int i = 0; i < factors; i++) {
            int rows = matrices[i].rows();
            int from = (int) ((long) rows * worker / workers);
            int to = (int) ((long) rows * (worker + 1) / workers);
            if (from < to) {
                chosen[i].multiply(matrices[i], from, to, input, outputs[i].values(), outputs[i].columns(),
                        scratch[worker]);
                addBias(outputs[i], biases[i], from, to);
            }
        }
    }

    private static void addBias(Activations output, float[] bias, int from, int to) {
        if (bias.length == 0) {
            return;
        }
        float[] sum = output.values();
        for (int row = 0; row < output.rows(); row++) {
            int offset = output.offset(row);
            for (int i = from; i < to; i++) {
                sum[offset + i] += bias[i];
            }
        }
    }
}
