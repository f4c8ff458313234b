package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parlance.CachePrecision;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Step;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** What an estimate says of scratch is what a model takes on the heap, whatever its architecture. */
class ScratchEstimateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Wide enough that what else a load allocates, such as the vocabulary, is small beside. */
    private static final ModelSizes SIZES = new ModelSizes(67, 512, 1, 4, 2, 128, 1024);

    @TempDir
    private Path folder;

    static List<RandomArchitecture> architectures() {
        return RandomArchitectures.all();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void scratchIsWhatLoadingAndTheFirstPassAllocate(RandomArchitecture architecture) {
        RandomModel random = new RandomModel(architecture, SIZES, Q8_0.INSTANCE, 1);
        Path file = random.write(folder.resolve("model.gguf"));
        EngineSettings settings = Engines.settings(1, CachePrecision.F16, true);
        Engines.load(file, settings).close(); // so that classes are loaded
        long estimate = new JavaEngineProvider().estimate(file, settings).orElseThrow().scratchBytes();
        int[] tokens = random.tokens(JavaModel.PASS_ROWS);

        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (EngineModel model = Engines.load(file, settings); EngineSession session = model.newSession()) {
            Step step = Steps.step(model, session, tokens, tokens.length - 1);
            model.evaluate(List.of(step));
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        // Not every intermediate result meets a matrix; and there are the vectors, the cache and the vocabulary.
        assertThat(allocated).isBetween(estimate / 2, estimate * 5 / 4);
    }
}
