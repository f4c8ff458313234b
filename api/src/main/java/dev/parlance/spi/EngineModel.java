package dev.parlance.spi;

import dev.parlance.ModelInfo;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A model in an engine.
 *
 * <p>The library calls the methods of a model and of all its sessions one at a time, though from different threads, each
 * call happening before the next. It checks arguments first: ids are in the vocabulary, steps are of distinct open
 * sessions of this model and fit their contexts, outputs are within the step.
 */
public interface EngineModel extends AutoCloseable {

    /** Returns the metadata of the file, with the tokenizer's. */
    ModelMetadata metadata();

    /** Returns facts about the model. */
    ModelInfo info();

    /** Returns what it can do beyond evaluating steps. Does not change. */
    Set<Capability> capabilities();

    /**
     * Returns how many tokens of a prompt are best given in one step: more are no faster, and delay a cancellation. A pass
     * can have a step of that length for each session. Does not change.
     */
    int preferredStepLength();

    /** Opens an empty session. */
    EngineSession newSession();

    /**
     * Evaluates steps of distinct sessions in one pass: appends each step's tokens to its session and writes the outputs
     * asked for. If it throws, no session has changed.
     */
    void evaluate(List<Step> steps);

    /**
     * Loads a low-rank adapter. Only with {@link Capability#ADAPTERS}.
     *
     * @throws UnsupportedOperationException without that capability
     */
    default EngineAdapter loadAdapter(Path file) {
        throw new UnsupportedOperationException("this engine has no adapters");
    }

    /** Releases all memory. Called once, after all sessions are closed. */
    @Override
    void close();
}
