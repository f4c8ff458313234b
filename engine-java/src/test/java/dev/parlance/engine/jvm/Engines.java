package dev.parlance.engine.jvm;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSettings;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** Shorthand for using the engine through its SPI. */
final class Engines {
    /** Two threads, the context that the model was trained for, a cache in F32, vector kernels. */
    static final EngineSettings SETTINGS = settings(2, CachePrecision.F32, false);

    private Engines() {}

    /** Returns settings; reproducible ones take the strict kernels. */
    static EngineSettings settings(int threads, CachePrecision precision, boolean reproducible) {
        return new EngineSettings(threads, OptionalInt.empty(), 1, Device.AUTO, precision, reproducible, Map.of());
    }

    /** Returns a small model with biases, in which every format has its turn. */
    static RandomModel mixed() {
        return RandomModel.mixed(RandomArchitectures.LLAMA, ModelSizes.SMALL, WeightFormats.all(), 1);
    }

    static EngineModel load(Path file, EngineSettings settings) {
        return new JavaEngineProvider().load(file, settings, progress -> {});
    }
}
