package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parlance.CachePrecision;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TOKENS = 100;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void theTokenPathAllocatesNothingOnceItIsWarm(CachePrecision precision) {
        RandomModel random = Engines.mixed();
        try (EngineModel model = Engines.load(random.write(folder.resolve("model.gguf")),
                Engines.settings(3, precision, false)); EngineSession session = model.newSession()) {
            int[] token = {0};
            List<Step> steps = List.of(Steps.step(model, session, token, 0));
            long[] threads = threads();
            assertThat(threads).hasSize(3);
            // Until the compiler is done, vectors are objects; that takes some ten thousand tokens of this small model.
            long allocated = Long.MAX_VALUE;
            long end = System.nanoTime() + 100_000_000_000L;
            while (allocated > 0 && System.nanoTime() < end) {
                session.truncate(0);
                long before = allocated(threads);
                for (int i = 0; i < TOKENS; i++) {
                    token[0] = i % random.sizes().vocabulary();
                    model.evaluate(steps);
                }
                allocated = allocated(threads) - before;
            }
            assertThat(allocated).as("bytes for %d tokens on %d threads", TOKENS, threads.length).isZero();
        }
    }

    /** Returns the ids of this thread and of the workers. */
    private static long[] threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.equals(Thread.currentThread())
                        || thread.getName().startsWith("parlance-worker-"))
                .mapToLong(Thread::threadId).toArray();
    }

    private static long allocated(long[] threads) {
        long sum = 0;
        for (long thread : threads) { // a stream would count itself
            sum += THREADS.getThreadAllocatedBytes(thread);
        }
        return sum;
    }
}
