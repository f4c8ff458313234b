package dev.parlance.cli.spi;

import dev.parlance.Device;
import dev.parlance.LanguageModel;
import dev.parlance.LoadProgress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** The options that say which model to use and how to load it. */
public final class ModelOptions {
    @Mixin
    private final ModelFileOption model = new ModelFileOption();

    @Option(names = "--engine", paramLabel = "NAME", description = "The engine: java or native. Default: the best that supports the file.")
    private @Nullable String engine;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: the available processors.")
    private @Nullable Integer threads;

    @Option(names = "--context-length", paramLabel = "N", description = "Tokens of prompt and answer together. Default: what the model was trained for, at most "
            + LanguageModel.Builder.DEFAULT_CONTEXT_LENGTH + ".")
    private @Nullable Integer contextLength;

    @Option(names = "--device", paramLabel = "NAME", description = "Where to compute: auto, cpu, cuda, metal or vulkan. Default: auto.")
    private Device device = Device.AUTO;

    @Option(names = "--reproducible", description = "The same text on every machine and engine, more slowly.")
    private boolean reproducible;

    @Option(names = "--option", paramLabel = "NAME=VALUE", description = "An option of one engine, such as java.kernels=scalar. Can be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    /** Makes the group with its defaults, to be a command's {@code @Mixin}. */
    public ModelOptions() {}

    /** Returns the model file: the one given, or that of the bundled model. */
    public Path file() {
        return model.file();
    }

    /** Returns the engine that was asked for. */
    public Optional<String> engine() {
        return Optional.ofNullable(engine);
    }

    /**
     * Returns how many threads compute.
     *
     * @throws UsageException if the number is out of its range
     */
    public int threads() {
        return threads == null
                ? Runtime.getRuntime().availableProcessors()
                : UsageException.checkAtLeast(1, "--threads", threads);
    }

    /**
     * Returns the load that the options describe.
     *
     * @throws UsageException if a number is out of its range
     */
    public LanguageModel.Builder builder() {
        return settings().file(file());
    }

    /**
     * Returns the load that the options describe, without its file.
     *
     * @throws UsageException if a number is out of its range
     */
    public LanguageModel.Builder settings() {
        LanguageModel.Builder builder = LanguageModel.builder().maxSessions(1).device(device)
                .reproducible(reproducible);
        if (engine != null) {
            builder.engine(engine);
        }
        builder.threads(threads());
        if (contextLength != null) {
            builder.contextLength(UsageException.checkAtLeast(1, "--context-length", contextLength));
        }
        try {
            options.forEach(builder::option);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return builder;
    }

    /** Loads the model, showing progress if standard error is a terminal. An interrupt ends it. */
    public LanguageModel load(Stdio stdio) {
        LanguageModel.Builder builder = builder();
        try (ProgressLine line = new ProgressLine(stdio)) {
            return builder.onProgress(showing(line)).load();
        }
    }

    private Consumer<LoadProgress> showing(ProgressLine line) {
        String name = String.valueOf(file().getFileName());
        return progress -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("loading was interrupted");
            }
            line.show(String.format(Locale.ROOT, "loading %s: %3.0f %%", name, 100 * progress.fraction()));
        };
    }
}
