package dev.parlance.fake;

import dev.parlance.LoadProgress;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineOption;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An engine's provider that can everything; tests make subclasses, since each provider is a class. */
public class FakeProvider implements EngineProvider {
    private static final List<EngineSettings> SETTINGS = new ArrayList<>();
    private static final List<FakeEngine> LOADED = new ArrayList<>();

    private final String name;
    private final int priority;

    protected FakeProvider(String name, int priority) {
        this.name = name;
        this.priority = priority;
    }

    /** Returns what the engines loaded since the last call. */
    public static List<FakeEngine> takeLoaded() {
        List<FakeEngine> loaded = List.copyOf(LOADED);
        LOADED.clear();
        return loaded;
    }

    /** Returns the settings of the last load. */
    public static EngineSettings lastSettings() {
        return SETTINGS.getLast();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<EngineOption> options() {
        return List.of(new EngineOption(name + ".speed", "1", "how fast"),
                new EngineOption(name + ".colour", "red", "which colour"));
    }

    @Override
    public Support probe(Path file, EngineSettings settings) {
        return Support.yes(priority);
    }

    @Override
    public EngineModel load(Path file, EngineSettings settings, Consumer<LoadProgress> progress) {
        SETTINGS.add(settings);
        progress.accept(new LoadProgress(1, 2));
        FakeEngine engine = new FakeEngine().named(name);
        LOADED.add(engine);
        return engine;
    }
}
