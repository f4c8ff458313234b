package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.engine.jvm.kernel.KernelChoice;
import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSettings;
import dev.parlance.testkit.engine.Steps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** The engine on a JVM that was started without the flag of the Vector API; the build gives it one of its own. */
@Tag("without-vector-api")
class WithoutVectorApiTest {
    @TempDir
    private Path folder;

    @Test
    void everythingWorksWithScalarKernelsAndOneWarningNamesTheFlag() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isEmpty();
        Path file = Engines.mixed().write(folder.resolve("model.gguf"));
        PrintStream console = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        float[][] scalar;
        float[][] first;
        float[][] second;
        try {
            scalar = logits(file, "scalar");
            assertThat(log.toString(StandardCharsets.UTF_8)).as("scalar kernels were asked for").isEmpty();
            first = logits(file, "auto");
            second = logits(file, "auto");
        } finally {
            System.setErr(console);
        }
        assertThat(KernelChoice.best()).isSameAs(Kernels.SCALAR);
        assertThat(first).isDeepEqualTo(scalar);
        assertThat(second).isDeepEqualTo(scalar);
        assertThat(log.toString(StandardCharsets.UTF_8).lines()).singleElement().asString().contains("WARN")
                .contains("--add-modules jdk.incubator.vector");
    }

    private static float[][] logits(Path file, String kernels) {
        EngineSettings settings = new EngineSettings(2, OptionalInt.empty(), 1, Device.AUTO, CachePrecision.F16, false,
                Map.of("java.kernels", kernels));
        try (EngineModel model = Engines.load(file, settings)) {
            assertThat(model.info().device()).isEqualTo("CPU, scalar kernels");
            return Steps.logits(model, 1, 2, 3, 4, 5);
        }
    }
}
