package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/statm");

    @Test
    @Tag("long")
    void loadingAndClosingDoesNotGrowTheProcess() throws IOException {
        Path file = Needed.bundled();
        Assumptions.assumeTrue(Files.isReadable(STATUS), "needs Linux, which tells a process its size");
        int warmUp = Integer.getInteger("parlance.rounds.warm-up", 200);
        int rounds = Integer.getInteger("parlance.rounds", 2000);
        for (int i = 0; i < warmUp; i++) {
            round(file);
        }
        long before = residentBytes();
        for (int i = 0; i < rounds; i++) {
            round(file);
        }
        long growth = (residentBytes() - before) / rounds;
        assertThat(growth).as("bytes a round").isLessThan(1024);
    }

    private static void round(Path file) {
        EngineModel model = new NativeEngineProvider().load(file, Needed.settings(false, Map.of()), done -> {});
        EngineSession session = model.newSession();
        EngineSession fork = session.fork();
        model.evaluate(List.of(new Step(fork, new int[]{1, 80}, new int[]{1}, Step.Output.LOGITS,
                new float[model.info().vocabularySize()])));
        fork.close();
        session.close();
        model.close();
    }

    /** Returns the memory that the process holds, once the garbage collector has had its turn. */
    private static long residentBytes() throws IOException {
        System.gc();
        return Long.parseLong(Files.readString(STATUS).split(" ", -1)[1]) * 4096;
    }

    @Test
    void aTokenAllocatesNothingThatGrows() {
        EngineModel model = new NativeEngineProvider().load(Needed.bundled(), Needed.settings(false, Map.of()),
                done -> {});
        try (EngineSession session = model.newSession()) {
            Step step = new Step(session, new int[]{5}, new int[]{0}, Step.Output.LOGITS,
                    new float[model.info().vocabularySize()]);
            List<Step> pass = List.of(step);
            ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            for (int i = 0; i < 3000; i++) {
                evaluate(model, session, pass);
            }
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 500; i++) {
                evaluate(model, session, pass);
            }
            long perToken = (thread.getCurrentThreadAllocatedBytes() - before) / 500;
            // What the JVM itself needs for a native call that takes a structure by value.
            assertThat(perToken).as("bytes a token").isLessThan(512);
        }
        model.close();
    }

    private static void evaluate(EngineModel model, EngineSession session, List<Step> pass) {
        if (session.length() == 500) {
            session.truncate(0);
        }
        model.evaluate(pass);
    }
}
