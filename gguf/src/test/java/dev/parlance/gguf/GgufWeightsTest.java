package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

class GgufWeightsTest {
    /** More than two pieces of the reader, and not a multiple of one. */
    private static final int LARGE = (9 << 20) + 13;

    @TempDir
    private Path folder;

    private Path path = Path.of("");
    private byte[] large = new byte[0];

    @BeforeEach
    void write() throws IOException {
        path = folder.resolve("model.gguf");
        large = new byte[LARGE];
        new Random(1).nextBytes(large);
        new GgufWriter().tensor("small", TensorType.I8, TensorData.of(new byte[]{1, 2, 3}), 3)
                .tensor("large", TensorType.I8, TensorData.of(large), LARGE)
                .tensor("empty", TensorType.F32, TensorData.of(new byte[0]), 4, 0)
                .tensor("last", TensorType.I8, TensorData.of(new byte[]{4}), 1)
                .write(path);
    }

    private void truncate(long size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void assertHolds(GgufWeights weights, GgufFile file, String name, byte... expected) {
        MemorySegment data = weights.data(file.tensor(name).orElseThrow());
        assertThat(data.byteSize()).isEqualTo(expected.length);
        assertThat(data.mismatch(MemorySegment.ofArray(expected))).isEqualTo(-1);
    }

    /** Memory whose release and users can be seen, and that runs out at a given allocation. */
    private static final class LimitedArena implements Arena {
        private final Arena shared = Arena.ofShared();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final AtomicInteger left;
        private final Runnable beforeEach;

        LimitedArena(int allocations) {
            this(allocations, () -> {});
        }

        LimitedArena(int allocations, Runnable beforeEach) {
            this.left = new AtomicInteger(allocations);
            this.beforeEach = beforeEach;
        }

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            threads.add(Thread.currentThread());
            beforeEach.run();
            if (left.getAndDecrement() == 0) {
                throw new OutOfMemoryError("no more for a test");
            }
            return shared.allocate(byteSize, byteAlignment);
        }

        @Override
        public MemorySegment.Scope scope() {
            return shared.scope();
        }

        @Override
        public void close() {
            shared.close();
        }

        void assertFreedAndWithoutThreads() {
            assertThat(scope().isAlive()).isFalse();
            threads.remove(Thread.currentThread());
            assertThat(threads).noneMatch(Thread::isAlive);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void loadedWeightsAreThoseOfTheFileForAnyNumberOfThreads(int threads) {
        GgufFile file = GgufFile.read(path);
        try (GgufWeights weights = GgufWeights.load(file, threads, progress -> {})) {
            assertHolds(weights, file, "small", (byte) 1, (byte) 2, (byte) 3);
            assertHolds(weights, file, "large", large);
            assertHolds(weights, file, "empty");
            assertHolds(weights, file, "last", (byte) 4);
        }
    }

    @Test
    void loadedWeightsAreAlignedTo64Bytes() {
        GgufFile file = GgufFile.read(path);
        try (GgufWeights weights = GgufWeights.load(file, 2, progress -> {})) {
            assertThat(file.tensors()).allSatisfy(
                    tensor -> assertThat(weights.data(tensor).address() % 64).isZero());
        }
    }

    @Test
    void mappedWeightsAreThoseOfTheFile() {
        GgufFile file = GgufFile.read(path);
        try (GgufWeights weights = GgufWeights.map(file)) {
            assertHolds(weights, file, "small", (byte) 1, (byte) 2, (byte) 3);
            assertHolds(weights, file, "large", large);
            assertHolds(weights, file, "empty");
            assertHolds(weights, file, "last", (byte) 4);
        }
    }

    @Test
    void weightsCanNotBeWrittenTo() {
        GgufFile file = GgufFile.read(path);
        GgufTensor small = file.tensor("small").orElseThrow();
        try (GgufWeights loaded = GgufWeights.load(file, 1, progress -> {});
                GgufWeights mapped = GgufWeights.map(file)) {
            assertThat(loaded.data(small).isReadOnly()).isTrue();
            assertThat(mapped.data(small).isReadOnly()).isTrue();
        }
    }

    @Test
    void progressGoesFromNothingToEverythingOnTheCallingThread() {
        GgufFile file = GgufFile.read(path);
        List<Long> done = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        GgufWeights.load(file, 2, progress -> {
            assertThat(progress.bytesTotal()).isEqualTo(file.weightBytes());
            done.add(progress.bytesDone());
            threads.add(Thread.currentThread());
        }).close();
        assertThat(done).isSorted().startsWith(0L).endsWith(file.weightBytes()).hasSizeGreaterThan(3);
        assertThat(threads).containsOnly(Thread.currentThread());
    }

    @Test
    void fileWithoutTensorsLoadsWithoutProgress() throws IOException {
        new GgufWriter().write(path);
        GgufWeights.load(GgufFile.read(path), 4, progress -> {
            throw new AssertionError("there is nothing to load");
        }).close();
        GgufWeights.map(GgufFile.read(path)).close();
    }

    @Test
    void threadsAreDaemonsAndGoneWhenTheLoadEnds() {
        GgufFile file = GgufFile.read(path);
        LimitedArena arena = new LimitedArena(100);
        GgufWeights.load(file, 2, progress -> {}, arena).close();
        arena.threads.remove(Thread.currentThread());
        assertThat(arena.threads).isNotEmpty().allMatch(Thread::isDaemon).noneMatch(Thread::isAlive);
    }

    @Test
    void closeFreesTheMemoryAndMayBeCalledAgain() {
        GgufFile file = GgufFile.read(path);
        GgufWeights weights = GgufWeights.load(file, 2, progress -> {});
        MemorySegment data = weights.data(file.tensor("small").orElseThrow());
        weights.close();
        weights.close();
        assertThat(data.scope().isAlive()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> data.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void tensorOfAnotherFileIsRefused() throws IOException {
        GgufFile file = GgufFile.read(path);
        Path otherPath = folder.resolve("other.gguf");
        Files.copy(path, otherPath);
        GgufTensor foreign = GgufFile.read(otherPath).tensor("small").orElseThrow();
        try (GgufWeights weights = GgufWeights.load(file, 1, progress -> {})) {
            assertThatIllegalArgumentException().isThrownBy(() -> weights.data(foreign))
                    .withMessage("tensor 'small' is not one of " + path);
        }
    }

    @Test
    void fileThatBecameShorterIsAFormatErrorAndFreesEverything() throws IOException {
        GgufFile file = GgufFile.read(path);
        GgufTensor largeTensor = file.tensor("large").orElseThrow();
        long size = largeTensor.offset() + (5 << 20);
        truncate(size);
        LimitedArena arena = new LimitedArena(100);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> GgufWeights.load(file, 1, progress -> {}, arena))
                .withMessage("tensor 'large': the file became shorter since it was opened (" + path + ", offset " + size
                        + "; expected data up to " + (largeTensor.offset() + LARGE) + ")");
        arena.assertFreedAndWithoutThreads();
    }

    @Test
    void fileThatBecameShorterIsNotMapped() throws IOException {
        GgufFile file = GgufFile.read(path);
        truncate(file.tensor("large").orElseThrow().offset() + 100);
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> GgufWeights.map(file))
                .withMessageStartingWith("tensor 'large': the file became shorter since it was opened (" + path);
    }

    @Test
    void fileThatIsGoneIsALoadError() throws IOException {
        GgufFile file = GgufFile.read(path);
        Files.delete(path);
        LimitedArena arena = new LimitedArena(100);
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> GgufWeights.load(file, 1, progress -> {}, arena))
                .withMessage("can not read " + path + ": there is no such file");
        arena.assertFreedAndWithoutThreads();
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> GgufWeights.map(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void lackOfMemoryIsALoadErrorAndFreesEverything(int allocations) {
        GgufFile file = GgufFile.read(path);
        LimitedArena arena = new LimitedArena(allocations);
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> GgufWeights.load(file, 2, progress -> {}, arena))
                .withMessage("not enough memory for the " + file.weightBytes() + " bytes of weights of " + path
                        + "; use a smaller model or format, or map the file")
                .withCauseInstanceOf(OutOfMemoryError.class);
        arena.assertFreedAndWithoutThreads();
    }

    @Test
    void interruptEndsTheLoadFreesEverythingAndIsKept() {
        GgufFile file = GgufFile.read(path);
        LimitedArena arena = new LimitedArena(100);
        assertThatExceptionOfType(ModelLoadException.class)
                .isThrownBy(() -> GgufWeights.load(file, 2, progress -> Thread.currentThread().interrupt(), arena))
                .withMessage("interrupted while the weights of " + path + " were read");
        assertThat(Thread.interrupted()).isTrue();
        arena.assertFreedAndWithoutThreads();
    }

    @Test
    void whatTheListenerThrowsEndsTheLoadAndFreesEverything() {
        GgufFile file = GgufFile.read(path);
        LimitedArena arena = new LimitedArena(100);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> GgufWeights.load(file, 2, progress -> {
                    throw new UnsupportedOperationException();
                }, arena));
        arena.assertFreedAndWithoutThreads();
    }

    @Test
    void loadThatFailedReadsNoFurtherPiece() {
        GgufFile file = GgufFile.read(path);
        Thread caller = Thread.currentThread();
        LimitedArena arena = new LimitedArena(100, () -> {
            while (caller.getState() != Thread.State.WAITING) { // for the end of the one thread, since the listener threw
                Thread.onSpinWait();
            }
        });
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> GgufWeights.load(file, 1, progress -> {
                    throw new UnsupportedOperationException();
                }, arena));
        assertThat(arena.left).hasValueGreaterThanOrEqualTo(99);
    }

    @Test
    void loadWithoutThreadsIsRefused() {
        GgufFile file = GgufFile.read(path);
        assertThatIllegalArgumentException().isThrownBy(() -> GgufWeights.load(file, 0, progress -> {}))
                .withMessage("threads: 0, expected at least 1");
    }
}
