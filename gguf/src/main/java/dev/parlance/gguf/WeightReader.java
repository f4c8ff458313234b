package dev.parlance.gguf;

import dev.parlance.LoadProgress;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Reads tensors into memory with several threads, a piece at a time. */
final class WeightReader implements AutoCloseable {
    /** Small enough that all threads have work to the end and a failure stops them soon. */
    private static final int PIECE_BYTES = 4 << 20;
    /** A cache line, and the widest vector. */
    private static final int ALIGNMENT = 64;

    private final List<Target> targets = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Path, FileChannel> channels = new HashMap<>();
    private final GgufFile file;
    private final long totalBytes;

    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean stopped;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** What a worker has to tell. */
    private sealed interface Event {
        record Done(long bytes) implements Event {}

        record Failed(Throwable cause) implements Event {}
    }

    /** A tensor and its memory, which the first worker that needs it allocates, so that zeroing it is shared out too. */
    private static final class Target {
        final GgufTensor tensor;
        final FileChannel channel;
        private final Arena arena;
        private @Nullable MemorySegment memory;

        Target(GgufTensor tensor, FileChannel channel, Arena arena) {
            this.tensor = tensor;
            this.channel = channel;
            this.arena = arena;
        }

        synchronized MemorySegment memory() {
            MemorySegment allocated = memory;
            if (allocated == null) {
                allocated = arena.allocate(tensor.byteSize(), ALIGNMENT);
                memory = allocated;
            }
            return allocated;
        }
    }

    private record Piece(Target target, long from, int bytes) {}

    WeightReader(GgufFile file, Arena arena) {
        this.file = file;
        totalBytes = file.weightBytes();
        try {
            for (GgufTensor tensor : file.tensors()) {
                add(new Target(tensor, channels.computeIfAbsent(tensor.file(), WeightReader::open), arena));
            }
        } catch (ModelLoadException unreadable) {
            close();
            throw unreadable;
        }
    }

    private static FileChannel open(Path part) {
        try {
            return FileChannel.open(part, StandardOpenOption.READ);
        } catch (IOException e) {
            throw ByteSource.unreadable(part, e);
        }
    }

    private void add(Target target) {
        targets.add(target);
        long size = target.tensor.byteSize();
        for (long from = 0; from < size; from += PIECE_BYTES) {
            pieces.add(new Piece(target, from, (int) Math.min(PIECE_BYTES, size - from)));
        }
    }

    /** Reads everything; when it returns or throws, no thread of it runs any more. */
    Map<GgufTensor, MemorySegment> read(int threads, Consumer<LoadProgress> progress) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + ", expected at least 1");
        }
        List<Thread> workers = new ArrayList<>();
        try {
            for (int i = 0; i < Math.min(threads, pieces.size()); i++) {
                workers.add(Thread.ofPlatform().daemon().name("parlance-load-" + i).start(this::work));
            }
            await(progress);
        } finally {
            stopped = true;
            join(workers);
        }
        Map<GgufTensor, MemorySegment> data = new HashMap<>();
        targets.forEach(target -> data.put(target.tensor, target.memory()));
        return data;
    }

    private void await(Consumer<LoadProgress> progress) {
        long done = 0;
        while (done < totalBytes) {
            progress.accept(new LoadProgress(done, totalBytes));
            done += switch (take()) {
                case Event.Done(long bytes) -> bytes;
                case Event.Failed(ModelFormatException cause) -> throw cause;
                case Event.Failed(OutOfMemoryError cause) -> throw new ModelLoadException("not enough memory for the "
                        + totalBytes + " bytes of weights of " + file.file()
                        + "; use a smaller model or format, or map the file", cause);
                case Event.Failed(Throwable cause) -> throw new ModelLoadException("can not read the weights of "
                        + file.file() + ": " + cause, cause);
            };
        }
        if (totalBytes > 0) {
            progress.accept(new LoadProgress(done, totalBytes));
        }
    }

    private Event take() {
        try {
            return events.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelLoadException("interrupted while the weights of " + file.file() + " were read", e);
        }
    }

    private void work() {
        try {
            int index = next.getAndIncrement();
            while (!stopped && index < pieces.size()) {
                Piece piece = pieces.get(index);
                read(piece);
                events.add(new Event.Done(piece.bytes));
                index = next.getAndIncrement();
            }
        } catch (Throwable failure) {
            events.add(new Event.Failed(failure));
        }
    }

    private static void read(Piece piece) throws IOException {
        GgufTensor tensor = piece.target.tensor;
        ByteBuffer target = piece.target.memory().asSlice(piece.from, piece.bytes).asByteBuffer();
        long at = tensor.offset() + piece.from;
        while (target.hasRemaining()) {
            int got = piece.target.channel.read(target, at);
            if (got < 0) {
                throw shorter(tensor, at);
            }
            at += got;
        }
    }

    static ModelFormatException shorter(GgufTensor tensor, long size) {
        return new ModelFormatException(
                "tensor " + Quoted.name(tensor.name()) + ": the file became shorter since it was opened ("
                        + tensor.file() + ", offset " + size + "; expected data up to "
                        + (tensor.offset() + tensor.byteSize()) + ")");
    }

    private static void join(List<Thread> workers) {
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        channels.forEach((part, channel) -> {
            try {
                channel.close();
            } catch (IOException e) {
                throw ByteSource.unreadable(part, e);
            }
        });
    }
}
