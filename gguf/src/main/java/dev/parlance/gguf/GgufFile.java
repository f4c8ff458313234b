package dev.parlance.gguf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a GGUF model file says about itself: its metadata and its tensors, not their numbers, which
 * {@link GgufWeights} brings into memory. Immutable and thread-safe; holds no file open.
 */
public final class GgufFile {
    private final List<Path> files;
    private final int version;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> byName;
    private final List<GgufTensor> tensors;

    private GgufFile(SplitModel model) {
        files = List.copyOf(model.files());
        version = model.first().version();
        metadata = model.first().metadata();
        byName = model.tensors();
        tensors = List.copyOf(byName.values());
    }

    /**
     * Reads a file with the {@linkplain GgufLimits#defaults default limits}.
     *
     * @see #read(Path, GgufLimits)
     */
    public static GgufFile read(Path file) {
        return read(file, GgufLimits.defaults());
    }

    /**
     * Reads and validates a file of version 2 or 3. If it is the first part of a split model
     * ({@code name-00001-of-00003.gguf}), the other parts are read too and their tensors added.
     *
     * @param limits what the file may cost in memory
     * @throws dev.parlance.ModelFormatException if the file is malformed, exceeds a limit or is a split model with a
     *     missing or foreign part
     * @throws dev.parlance.ModelLoadException if the file can not be read
     */
    public static GgufFile read(Path file, GgufLimits limits) {
        return new GgufFile(new SplitModel(file, limits));
    }

    /** Returns the path it was read from: for a split model, the first part. */
    public Path file() {
        return files.getFirst();
    }

    /** Returns the path of every part, in order; one unless the model is split. */
    public List<Path> files() {
        return files;
    }

    /** Returns the version of the format: 2 or 3. */
    public int version() {
        return version;
    }

    /** Returns the metadata: for a split model, of the first part. */
    public GgufMetadata metadata() {
        return metadata;
    }

    /** Returns all tensors in the order of the file or files. */
    public List<GgufTensor> tensors() {
        return tensors;
    }

    /** Returns the tensor with a name. */
    public Optional<GgufTensor> tensor(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the size of all tensors' numbers in bytes. */
    public long weightBytes() {
        return tensors.stream().mapToLong(GgufTensor::byteSize).sum();
    }

    @Override
    public String toString() {
        return file() + " (" + metadata.keys().size() + " metadata keys, " + tensors.size() + " tensors)";
    }
}
