package dev.parlance.spi;

import dev.parlance.DeviceInfo;
import dev.parlance.LoadProgress;
import dev.parlance.MemoryEstimate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings an engine: something that computes logits from a model file.
 *
 * @implSpec A provider is cheap to make and thread-safe; whatever can fail, such as loading a native library, happens in
 *     its methods.
 */
public interface EngineProvider {

    /** Returns the name by which users choose the engine, such as {@code java}. */
    String name();

    /** Returns the namespace of its options, the part before the first dot, such as {@code llamacpp}. */
    default String optionNamespace() {
        return name();
    }

    /** Returns all options in its namespace. */
    default List<EngineOption> options() {
        return List.of();
    }

    /** Returns the architectures that the engine has, in the GGUF naming; empty if it does not tell. */
    default List<String> architectures() {
        return List.of();
    }

    /** Returns the formats of weights that it computes with in every architecture, by ggml's names; empty if it does not tell. */
    default List<String> formats() {
        return List.of();
    }

    /**
     * Finds out what the engine can compute on here, whatever device the settings ask for; empty if it does not tell.
     *
     * @throws dev.parlance.ModelLoadException if it does not work on this machine
     */
    default List<DeviceInfo> devices(EngineSettings settings) {
        return List.of();
    }

    /**
     * Finds out whether the engine can load a file with some settings: its architecture, its formats, the device, the
     * native libraries. Reads no weights.
     *
     * @throws dev.parlance.ModelFormatException if the file is malformed
     */
    Support probe(Path file, EngineSettings settings);

    /** Estimates the memory that a load would need, if the engine can tell. */
    default Optional<MemoryEstimate> estimate(Path file, EngineSettings settings) {
        return Optional.empty();
    }

    /**
     * Loads a model. Anything but the exceptions below, {@link LinkageError} included, counts as an engine that does not
     * work here: another one that supports the file is tried.
     *
     * @param progress is told how far the load is, before it returns and on one thread; what it throws ends the load and is thrown
     * @throws dev.parlance.ModelFormatException if the file is malformed or not supported
     * @throws dev.parlance.ModelLoadException if the load fails for another reason
     * @throws IllegalArgumentException if an option has a bad value
     */
    EngineModel load(Path file, EngineSettings settings, Consumer<LoadProgress> progress);
}
