package dev.parlance;

import dev.parlance.internal.ModelLoader;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.tokenizer.Tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A language model, loaded into memory.
 *
 * <pre>{@code
 * try (LanguageModel model = LanguageModel.load(Path.of("model.gguf"))) {
 *     System.out.println(model.generate("Once upon a time").text());
 * }
 * }</pre>
 *
 * <p>A model is thread-safe: it holds the weights, while each generation has a {@link Session} of its own. The engine
 * that computes it is found with {@link java.util.ServiceLoader}; without a choice in the builder the one with the
 * highest priority among those that support the file is taken.
 */
public interface LanguageModel extends AutoCloseable {

    /**
     * Loads a model with all defaults.
     *
     * @param file a GGUF file; of a split model the first part
     * @throws ModelLoadException if no engine can load it
     * @throws ModelFormatException if the file is malformed
     */
    static LanguageModel load(Path file) {
        return builder().file(file).load();
    }

    /** Starts a load with settings. */
    static Builder builder() {
        return ModelLoader.newBuilder();
    }

    /** Returns facts about the model. */
    ModelInfo info();

    /** Returns what the model's file says about itself, such as its chat template. */
    ModelMetadata metadata();

    /** Returns the model's tokenizer, which is thread-safe. */
    Tokenizer tokenizer();

    /** Generates the greedy continuation of a text, with all defaults. */
    default Generation generate(String prompt) {
        return generate(GenerationRequest.of(prompt));
    }

    /**
     * Generates to the end.
     *
     * @throws ContextOverflowException if the prompt does not fit the context
     * @throws SessionLimitException if {@link Builder#maxSessions} sessions are open
     */
    Generation generate(GenerationRequest request);

    /** Starts the greedy continuation of a text, with all defaults. */
    default TokenStream stream(String prompt) {
        return stream(GenerationRequest.of(prompt));
    }

    /**
     * Starts a generation whose tokens are computed as they are asked for.
     *
     * @throws SessionLimitException if {@link Builder#maxSessions} sessions are open
     */
    TokenStream stream(GenerationRequest request);

    /**
     * Returns the logits of the token that follows a text (with the start tokens that the model wants).
     *
     * @throws ContextOverflowException if the text does not fit the context
     */
    Logits predict(String text);

    /**
     * Returns a text as a vector: the mean over its tokens of the model's final hidden states.
     *
     * @throws UnsupportedOperationException if the engine has no embeddings
     * @throws ContextOverflowException if the text does not fit the context
     */
    Embedding embed(String text);

    /**
     * Opens a session.
     *
     * @throws SessionLimitException if {@link Builder#maxSessions} sessions are open
     */
    Session newSession();

    /**
     * Cancels running generations, which end with {@link FinishReason#CANCELLED}, and releases all memory. Returns when that
     * is done, also if another thread began it. Idempotent; every other method then throws {@link IllegalStateException}.
     */
    @Override
    void close();

    /** The settings of a load. Not thread-safe; can be used for several loads. */
    interface Builder {

        /** Sets the model file: GGUF, or the first part of a split one. Required. */
        Builder file(Path file);

        /** Chooses the engine by name, such as {@code java} or {@code native}. Default: the best that supports the file. */
        Builder engine(String name);

        /** Sets the number of threads that compute, at least 1. Default: the available processors. */
        Builder threads(int threads);

        /**
         * Sets how many tokens a session can hold, at least 1. Default: what the model was trained for, but at most
         * {@value #DEFAULT_CONTEXT_LENGTH}.
         */
        Builder contextLength(int tokens);

        /** The largest context length that is taken without asking for it. */
        int DEFAULT_CONTEXT_LENGTH = 4096;

        /** Sets how many sessions can be open at a time, at least 1. Default {@value #DEFAULT_MAX_SESSIONS}. */
        Builder maxSessions(int sessions);

        /** The number of sessions that can be open at a time without asking for it. */
        int DEFAULT_MAX_SESSIONS = 16;

        /** Sets where to compute. Default {@link Device#AUTO}. */
        Builder device(Device device);

        /**
         * Sets the number format of the key-value caches. Default {@link CachePrecision#F16}, or
         * {@link CachePrecision#F32} if {@link #reproducible}.
         */
        Builder cachePrecision(CachePrecision precision);

        /**
         * Asks for results that do not depend on the thread count, the context size or the width of the machine, at the
         * cost of speed. Default false.
         */
        Builder reproducible(boolean reproducible);

        /**
         * Sets an option of one engine, such as {@code llamacpp.flash-attention}. Options in the namespace of an engine
         * that is not chosen are ignored and logged, so that changing the engine breaks no program.
         */
        Builder option(String name, String value);

        /** Sets who is told how far the load is, before it returns and on one thread. Default: nobody. */
        Builder onProgress(Consumer<LoadProgress> listener);

        /**
         * Finds out what every engine, or only that of {@link #engine}, can compute on. Needs no file. Loads native libraries
         * where an engine has some.
         */
        List<EngineDevices> devices();

        /** Returns which models every engine, or only that of {@link #engine}, has the code for. Needs no file. */
        List<EngineCoverage> coverage();

        /**
         * Finds out what {@link #load} would do, reading only the file's metadata.
         *
         * @throws ModelFormatException if the file is malformed
         */
        LoadPlan plan();

        /**
         * Loads the model. If the engine chosen fails in an unforeseen way, such as a native library that is missing, that is
         * logged as a warning and the next one that supports the file loads it, unless {@link #engine} was called. What
         * {@link #onProgress} throws ends the load.
         *
         * @throws IllegalStateException if no file was set
         * @throws IllegalArgumentException if the chosen engine does not know an option in its namespace
         * @throws ModelLoadException if no engine can load it
         * @throws ModelFormatException if the file is malformed
         */
        LanguageModel load();
    }
}
