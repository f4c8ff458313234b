package dev.parlance.gguf;

import dev.parlance.LoadProgress;
import dev.parlance.ModelFormatException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The numbers of a model's tensors in off-heap memory. Thread-safe; the memory may be read by any thread until
 * {@link #close}, after which access throws {@link IllegalStateException}.
 */
public final class GgufWeights implements AutoCloseable {
    private final GgufFile file;
    private final Arena arena;
    private final Map<GgufTensor, MemorySegment> data;

    private GgufWeights(GgufFile file, Arena arena, Map<GgufTensor, MemorySegment> data) {
        this.file = file;
        this.arena = arena;
        this.data = data;
    }

    /**
     * Reads all tensors into memory, each at an address that is a multiple of 64.
     *
     * @param threads how many threads read, at least 1
     * @param progress is told how far the load is, on the calling thread, at least at its start and end (never, if there
     *     are no weights); what it throws ends the load
     * @throws ModelFormatException if the file became shorter since it was validated
     * @throws dev.parlance.ModelLoadException if the file can not be read, memory does not suffice or the thread was
     *     interrupted; its interrupt status is then still set
     */
    public static GgufWeights load(GgufFile file, int threads, Consumer<LoadProgress> progress) {
        return load(file, threads, progress, Arena.ofShared());
    }

    static GgufWeights load(GgufFile file, int threads, Consumer<LoadProgress> progress, Arena arena) {
        try (WeightReader reader = new WeightReader(file, arena)) {
            return new GgufWeights(file, arena, reader.read(threads, progress));
        } catch (RuntimeException | Error failure) {
            arena.close();
            throw failure;
        }
    }

    /**
     * Maps the file instead of reading it: nothing is copied, pages are read when first touched and can be shared with
     * other processes. Tensors are aligned as in the file.
     *
     * <p><b>If the file is truncated while it is mapped, the next access kills the JVM</b> with SIGBUS. Map only files
     * that nobody else can change; {@link #load} has no such danger.
     *
     * @throws ModelFormatException if the file became shorter since it was validated
     * @throws dev.parlance.ModelLoadException if the file can not be mapped
     */
    public static GgufWeights map(GgufFile file) {
        Arena arena = Arena.ofShared();
        try {
            Map<Path, MemorySegment> contents = new HashMap<>();
            Map<GgufTensor, MemorySegment> data = new HashMap<>();
            for (GgufTensor tensor : file.tensors()) {
                MemorySegment content = contents.computeIfAbsent(tensor.file(), part -> map(part, arena));
                if (tensor.byteSize() > content.byteSize() - tensor.offset()) {
                    throw WeightReader.shorter(tensor, content.byteSize());
                }
                data.put(tensor, content.asSlice(tensor.offset(), tensor.byteSize()));
            }
            return new GgufWeights(file, arena, data);
        } catch (RuntimeException | Error failure) {
            arena.close();
            throw failure;
        }
    }

    private static MemorySegment map(Path part, Arena arena) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw ByteSource.unreadable(part, e);
        }
    }

    /**
     * Returns the numbers of a tensor as they stand in the file: exactly {@link GgufTensor#byteSize} bytes, read-only.
     *
     * @throws IllegalArgumentException if the tensor is not one of this file
     */
    public MemorySegment data(GgufTensor tensor) {
        return memory(tensor).asReadOnly();
    }

    /**
     * Returns the same memory, for an owner that wants to lay its numbers out in another way: it may be written to if the
     * numbers were read, and is read-only if the file is mapped. What is written shows in {@link #data}.
     *
     * @throws IllegalArgumentException if the tensor is not one of this file
     */
    public MemorySegment memory(GgufTensor tensor) {
        MemorySegment segment = data.get(tensor);
        if (segment == null) {
            throw new IllegalArgumentException(
                    "tensor " + Quoted.name(tensor.name()) + " is not one of " + file.file());
        }
        return segment;
    }

    /** Frees the memory. Does nothing if it was freed before. */
    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
