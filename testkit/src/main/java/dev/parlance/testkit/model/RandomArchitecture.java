package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;
import dev.parlance.testkit.agreement.Yardstick;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What random models of one architecture consist of: its keys, its tensors and their spread.
 *
 * @implSpec Stateless, and listed in {@link RandomArchitectures}. The gains are such that logits have a standard deviation
 *     of about 2 and that every tensor matters; {@code EngineConformance} proves both.
 */
public interface RandomArchitecture {

    /** Returns the name in the GGUF naming, such as {@code llama}. */
    String name();

    /** Returns sizes that models of the architecture can have, near to given ones; the same if they fit. */
    default ModelSizes fitting(ModelSizes sizes) {
        return sizes;
    }

    /** Returns how far correct engines may be from each other with F32 weights. */
    default Yardstick yardstick() {
        return Yardstick.F32_SILU;
    }

    /** Returns whether some layers attend to a sliding window. */
    default boolean slides() {
        return false;
    }

    /** Adds the hyper-parameters and all tensors that a model can not go without. */
    void addRequired(RandomModel model);

    /** Adds all tensors that a model may go without: biases, factors. */
    void addOptional(RandomModel model);

    /** Returns the kind of vocabulary that models of the architecture have. */
    default RandomVocabulary vocabulary() {
        return RandomVocabulary.SENTENCE_PIECE;
    }

    /**
     * Returns the keys that can be changed without changing a tensor's shape, each with the value that an engine computes
     * with if it does not read the key.
     */
    Map<String, GgufValue> unreadKeys();

    /** Returns, by their names, ways in which models of the architecture differ besides sizes and formats. */
    Map<String, UnaryOperator<RandomModel>> variants();
}
