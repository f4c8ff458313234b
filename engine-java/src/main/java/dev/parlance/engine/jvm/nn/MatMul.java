package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.kernel.MatrixKernel;
import dev.parlance.engine.jvm.kernel.Scratch;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.quant.WeightFormat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies linear maps to one or several inputs on all workers, each taking a part of every matrix's rows:
 * {@code matMul.of(h).by(wq, q).by(wk, k).by(wv, v).run()}. Used again and again, it allocates nothing.
 */
public final class MatMul {
    private static final Activations NOTHING = new Activations(0, 0);

    /** A map of an input, and where its result goes. */
    private static final class Product {
        Activations input = NOTHING;
        Linear map;
        MatrixKernel kernel;
        Activations output = NOTHING;

        Product(Linear map, MatrixKernel kernel) {
            this.map = map;
            this.kernel = kernel;
        }

        /** Returns whether another product rounds the same input in the same way. */
        boolean roundsLike(Product other) {
            return input == other.input && map.weight().format().partner() == other.map.weight().format().partner();
        }

        void round(int row, boolean strict) {
            input.round(map.weight().format().partner(), row, strict);
        }
    }

    private final WorkerPool pool;
    private final Kernels kernels;
    private final Scratch[] scratch;
    private final Map<WeightFormat, MatrixKernel> kernelOf = new HashMap<>();
    private final WorkerPool.Task roundRows = this::roundRows;
    private final WorkerPool.Task multiply = this::multiply;

    /** The products to compute are the first {@link #count}. */
    private final List<Product> products = new ArrayList<>();
    private int count;
    /** The products that round their inputs for all. */
    private final List<Product> rounding = new ArrayList<>();
    private Activations input = NOTHING;

    /** Makes an operator for inputs of at most a number of rows. */
    public MatMul(WorkerPool pool, Kernels kernels, int maxRows) {
        this.pool = pool;
        this.kernels = kernels;
        this.scratch = new Scratch[pool.size()];
        Arrays.setAll(scratch, i -> kernels.scratch().apply(maxRows));
    }

    /** Begins products of an input, (rows, columns), beside those of other inputs. */
    public MatMul of(Activations factor) {
        input = factor;
        return this;
    }

    /**
     * Adds a linear map, (output columns, input columns), and where its result goes.
     *
     * @param output receives (input rows, output columns)
     */
    public MatMul by(Linear map, Activations output) {
        MatrixKernel kernel = kernelOf.get(map.weight().format());
        if (kernel == null) {
            kernel = kernels.products().apply(map.weight().format());
            kernelOf.put(map.weight().format(), kernel);
        }
        if (count == products.size()) {
            products.add(new Product(map, kernel));
        }
        Product product = products.get(count++);
        product.input = input;
        product.map = map;
        product.kernel = kernel;
        product.output = output;
        output.rows(input.rows());
        return this;
    }

    /** Computes all products. */
    public void run() {
        try {
            round();
            pool.run(multiply);
        } finally {
            count = 0;
        }
    }

    private void round() {
        rounding.clear();
        int rows = 0;
        for (int i = 0; i < count; i++) {
            Product product = products.get(i);
            if (isFirstToRound(i)) {
                product.input.prepare(product.map.weight().format().partner());
                rounding.add(product);
                rows += product.input.rows();
            }
        }
        if (rows <= rounding.size()) {
            roundRows(0, 1); // too little to share
        } else {
            pool.run(roundRows);
        }
    }

    private boolean isFirstToRound(int index) {
        for (int i = 0; i < index; i++) {
            if (products.get(i).roundsLike(products.get(index))) {
                return false;
            }
        }
        return true;
    }

    private void roundRows(int worker, int workers) {
        int next = worker;
        for (int i = 0; i < rounding.size(); i++) {
            Product product = rounding.get(i);
            for (; next < product.input.rows(); next += workers) {
                product.round(next, kernels.strict());
            }
            next -= product.input.rows();
        }
    }

    private void multiply(int worker, int workers) {
        for (int i = 0; i < count; i++) {
            Product product = products.get(i);
            Matrix weight = product.map.weight();
            int together = weight.isInterleaved() ? Matrix.INTERLEAVED_ROWS : 1;
            long groups = weight.rows() / together;
            int from = (int) (groups * worker / workers) * together;
            int to = (int) (groups * (worker + 1) / workers) * together;
            if (from < to) {
                product.kernel.multiply(weight, from, to, product.input, product.output.values(),
                        product.output.columns(), scratch[worker]);
                addBias(product.output, product.map.bias(), from, to);
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
