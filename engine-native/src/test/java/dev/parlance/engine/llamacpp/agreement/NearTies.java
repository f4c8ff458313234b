package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.agreement.Difference;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomModel;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds the tokens for which two engines have chosen other experts, because two of them score almost the same. What they
 * compute then has little in common, and both are right. Such a token is shown to be one: the engine gives what the other one
 * gives as soon as the weights of its routers are changed by as little as roundings change what the routers read.
 */
final class NearTies {
    /** How far apart other experts put a row, as a normalised mean square error; roundings alone stay far below. */
    static final double JUMP = 0.01;
    /** What is left of the jump where the engine has been made to choose as the other one does. */
    private static final double LEFT = 0.25;
    private static final int TRIALS = 80;
    /** Trials change weights by up to so many times what a typical row is apart: a row may be rounded worse than a typical one. */
    private static final int LARGEST = 4;
    /** The least change by which trials begin, where engines agree almost to the bit. */
    private static final double LEAST = 0.001;

    private NearTies() {}

    /** Returns whether an architecture has experts to choose from. */
    static boolean possible(RandomArchitecture architecture) {
        return !routers(new RandomModel(architecture, ModelSizes.SMALL, F32.INSTANCE, 1)).isEmpty();
    }

    private static List<String> routers(RandomModel model) {
        return model.tensorNames().stream().filter(name -> name.endsWith("ffn_gate_inp.weight")).toList();
    }

    /**
     * Returns the rows that are shown to be near-ties; none if there are no routers.
     *
     * @param engine computes the rows of a model
     * @param actual the engine's rows of the model
     * @param expected the other engine's
     */
    static BitSet of(RandomModel model, Function<RandomModel, float[][]> engine, float[][] actual,
            float[][] expected) {
        BitSet ties = new BitSet();
        List<String> routers = routers(model);
        BitSet open = new BitSet();
        IntStream.range(0, actual.length).filter(row -> error(actual[row], expected[row]) > JUMP).forEach(open::set);
        double typical = Math.max(LEAST, typicalDistance(actual, expected));
        for (int trial = 0; trial < TRIALS && !open.isEmpty() && !routers.isEmpty(); trial++) {
            RandomModel shaken = model.copy();
            for (String router : routers) {
                shaken.shake(router, typical * (1 + trial % LARGEST), trial);
            }
            float[][] rows = engine.apply(shaken);
            open.stream().filter(row -> error(rows[row], expected[row]) < LEFT * error(actual[row], expected[row]))
                    .forEach(ties::set);
            open.andNot(ties);
        }
        return ties;
    }

    static double error(float[] row, float[] expected) {
        return new Difference().add(row, expected).normalised();
    }

    /** Returns by which part of itself a typical row is apart: the root of the median error. */
    private static double typicalDistance(float[][] rows, float[][] others) {
        double[] errors = IntStream.range(0, rows.length).mapToDouble(row -> error(rows[row], others[row])).sorted()
                .toArray();
        return Math.sqrt(errors[errors.length / 2]);
    }
}
