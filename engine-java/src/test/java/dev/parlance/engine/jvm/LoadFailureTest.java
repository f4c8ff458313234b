package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What a load has made by the time it fails, and what a closed model had, is released. */
@Timeout(120)
class LoadFailureTest {
    @TempDir
    private Path folder;

    private static Set<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("parlance-")).collect(Collectors.toSet());
    }

    private static void assertEnd(Set<Thread> before) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!before.containsAll(workers()) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(before).containsAll(workers());
    }

    /** Returns a file of more than 40 MB that is refused only once its weights are in memory. */
    private Path broken() {
        return new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F32.INSTANCE, 1)
                .tensor("foreign.weight", F32.INSTANCE, new float[10_000_000], 10_000_000)
                .write(folder.resolve("broken.gguf"));
    }

    @Test
    void aFailedLoadLeavesNoThreads() {
        Path file = broken();
        Set<Thread> before = workers();
        assertThatThrownBy(() -> Engines.load(file, Engines.SETTINGS)).isInstanceOf(ModelFormatException.class);
        assertEnd(before);
    }

    @Test
    void aClosedModelLeavesNoThreads() {
        Path file = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F32.INSTANCE, 1)
                .write(folder.resolve("model.gguf"));
        Set<Thread> before = workers();
        Engines.load(file, Engines.SETTINGS).close();
        assertEnd(before);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the process's memory is read from /proc")
    void failedLoadsLeaveNoMemory() throws IOException {
        Path file = broken();
        long pages = 0;
        for (int load = 0; load < 20; load++) {
            assertThatThrownBy(() -> Engines.load(file, Engines.SETTINGS)).isInstanceOf(ModelFormatException.class);
            if (load == 4) {
                pages = residentPages();
            }
        }
        // Fifteen loads of 40 MB each; a page has 4096 bytes or more, and the heap may grow meanwhile.
        assertThat(residentPages() - pages).isLessThan(300_000_000 / 4096);
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
    }
}
