package second;

import dev.parlance.LoadProgress;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;
import java.nio.file.Path;
import java.util.function.Consumer;

/** An engine that would take any file, but only if no better one is there. */
public final class SecondEngine implements EngineProvider {
    @Override
    public String name() {
        return "second";
    }

    @Override
    public Support probe(Path file, EngineSettings settings) {
        return Support.yes(1);
    }

    @Override
    public EngineModel load(Path file, EngineSettings settings, Consumer<LoadProgress> progress) {
        throw new UnsupportedOperationException("the second engine was chosen");
    }
}
