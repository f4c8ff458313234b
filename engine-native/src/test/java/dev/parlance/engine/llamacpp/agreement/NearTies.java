package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.agreement.Difference;
import dev.parlance.testkit.engine.ArchitectureRules;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomModel;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Finds the tokens for which a mixture of experts chooses between two that score almost the same. Two correct engines may
 * choose differently there, and then their logits have little in common. Such a token shows by itself: one engine's own logits
 * jump when the weights of the routers change by as little as roundings change what the routers read.
 */
final class NearTies {
    private static final int TRIALS = 8;
    /** How far roundings of the reproducible setting move what routers read: one of a block of 8 bits. */
    private static final double LEAST = 0.003;

    private NearTies() {}

    /** Returns whether an architecture has experts to choose from. */
    static boolean possible(RandomArchitecture architecture) {
        return !routers(new RandomModel(architecture, ModelSizes.SMALL, F32.INSTANCE, 1)).isEmpty();
    }

    private static List<String> routers(RandomModel model) {
        return model.tensorNames().stream().filter(name -> name.endsWith("ffn_gate_inp.weight")).toList();
    }

    /**
     * Returns the rows that jump; none if there are no routers.
     *
     * @param model the model that is in the file
     * @param file gets the changed models
     * @param logits computes the rows of the model in the file, in the reproducible setting
     * @param compared the rows of a setting that is compared: the change is as large as its roundings
     */
    static BitSet of(RandomModel model, Path file, Supplier<float[][]> logits, float[][] compared) {
        BitSet rows = new BitSet();
        List<String> routers = routers(model);
        if (routers.isEmpty()) {
            return rows;
        }
        float[][] before = logits.get();
        double change = Math.max(LEAST, typicalDistance(compared, before));
        for (int trial = 0; trial < TRIALS; trial++) {
            RandomModel shaken = model.copy();
            for (String router : routers) {
                shaken.shake(router, change, trial);
            }
            shaken.write(file);
            float[][] after = logits.get();
            for (int row = 0; row < before.length; row++) {
                if (new Difference().add(after[row], before[row]).normalised() > ArchitectureRules.VISIBLE) {
                    rows.set(row);
                }
            }
        }
        return rows;
    }

    /** Returns the median over rows of the root of their normalised mean square error: most rows are of no near-tie. */
    private static double typicalDistance(float[][] rows, float[][] others) {
        double[] distances = IntStream.range(0, rows.length)
                .mapToDouble(row -> Math.sqrt(new Difference().add(rows[row], others[row]).normalised())).sorted()
                .toArray();
        return distances[distances.length / 2];
    }
}
