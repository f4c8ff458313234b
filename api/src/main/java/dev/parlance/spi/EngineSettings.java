package dev.parlance.spi;

import dev.parlance.CachePrecision;
import dev.parlance.Device;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The settings of a load, checked for their ranges.
 *
 * @param threads the number of threads that compute, at least 1
 * @param contextLength how many tokens a session must hold, at least 1; if empty, what the model was trained for, but at
 *     most {@link dev.parlance.LanguageModel.Builder#DEFAULT_CONTEXT_LENGTH}
 * @param maxSessions how many sessions can be open at a time, at least 1
 * @param device where to compute
 * @param cachePrecision the number format of the key-value caches
 * @param reproducible whether results must not depend on thread count, context size or machine
 * @param options the options in this engine's namespace, with their full names
 */
public record EngineSettings(int threads, OptionalInt contextLength, int maxSessions, Device device,
        CachePrecision cachePrecision, boolean reproducible, Map<String, String> options) {
    public EngineSettings {
        options = Map.copyOf(options);
    }

    /** Returns the context length for a model that was trained for one: what was asked for, or the default. */
    public int contextLength(int trained) {
        return contextLength.orElse(Math.min(trained, dev.parlance.LanguageModel.Builder.DEFAULT_CONTEXT_LENGTH));
    }
}
