package dev.parlance.internal;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.EngineCoverage;
import dev.parlance.EngineDevices;
import dev.parlance.LanguageModel;
import dev.parlance.LoadPlan;
import dev.parlance.LoadProgress;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.internal.jfr.Recorder;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Collects the settings of a load, has an engine chosen, and puts the model together. */
public final class ModelLoader implements LanguageModel.Builder {
    private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);
    private static final Pattern OPTION_NAME = Pattern.compile("[a-z0-9-]+\\.[a-z0-9._-]+");

    private @Nullable Path file;
    private @Nullable String engine;
    private int threads = Runtime.getRuntime().availableProcessors();
    private OptionalInt contextLength = OptionalInt.empty();
    private int maxSessions = DEFAULT_MAX_SESSIONS;
    private Device device = Device.AUTO;
    private @Nullable CachePrecision cachePrecision;
    private boolean reproducible;
    private final Map<String, String> options = new TreeMap<>();
    private Consumer<LoadProgress> progress = done -> {};

    private ModelLoader() {}

    /** Starts a load; the only way in from the API. */
    public static LanguageModel.Builder newBuilder() {
        return new ModelLoader();
    }

    @Override
    public LanguageModel.Builder file(Path file) {
        this.file = Objects.requireNonNull(file, "file");
        return this;
    }

    @Override
    public LanguageModel.Builder engine(String name) {
        this.engine = Objects.requireNonNull(name, "name");
        return this;
    }

    @Override
    public LanguageModel.Builder threads(int threads) {
        this.threads = positive("threads", threads);
        return this;
    }

    @Override
    public LanguageModel.Builder contextLength(int tokens) {
        this.contextLength = OptionalInt.of(positive("contextLength", tokens));
        return this;
    }

    @Override
    public LanguageModel.Builder maxSessions(int sessions) {
        this.maxSessions = positive("maxSessions", sessions);
        return this;
    }

    @Override
    public LanguageModel.Builder device(Device device) {
        this.device = Objects.requireNonNull(device, "device");
        return this;
    }

    @Override
    public LanguageModel.Builder cachePrecision(CachePrecision precision) {
        this.cachePrecision = Objects.requireNonNull(precision, "precision");
        return this;
    }

    @Override
    public LanguageModel.Builder reproducible(boolean reproducible) {
        this.reproducible = reproducible;
        return this;
    }

    @Override
    public LanguageModel.Builder option(String name, String value) {
        if (!OPTION_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("option '" + name
                    + "': expected a name with its engine's namespace, such as llamacpp.flash-attention");
        }
        options.put(name, Objects.requireNonNull(value, "value"));
        return this;
    }

    @Override
    public LanguageModel.Builder onProgress(Consumer<LoadProgress> listener) {
        this.progress = Objects.requireNonNull(listener, "listener");
        return this;
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + ", expected at least 1");
        }
        return value;
    }

    @Override
    public List<EngineDevices> devices() {
        Providers<EngineProvider> providers = Providers
                .discover(loader -> ServiceLoader.load(EngineProvider.class, loader));
        List<EngineDevices> all = new ArrayList<>();
        for (EngineProvider provider : providers.found()) {
            if (engine == null || engine.equals(provider.name())) {
                all.add(devices(provider));
            }
        }
        providers.broken().forEach(
                broken -> all.add(new EngineDevices(broken.name(), List.of(), Providers.describe(broken.failure()))));
        return List.copyOf(all);
    }

    private EngineDevices devices(EngineProvider provider) {
        try {
            return new EngineDevices(provider.name(), provider.devices(settings(provider)), "");
        } catch (ModelLoadException e) {
            return new EngineDevices(provider.name(), List.of(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw e; // a bad option is the caller's
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("engine '{}' can not tell its devices", provider.name(), e);
            return new EngineDevices(provider.name(), List.of(), Providers.describe(e));
        }
    }

    @Override
    public List<EngineCoverage> coverage() {
        return Providers.<EngineProvider>discover(loader -> ServiceLoader.load(EngineProvider.class, loader)).found()
                .stream()
                .filter(provider -> engine == null || engine.equals(provider.name()))
                .map(provider -> new EngineCoverage(provider.name(), provider.architectures(), provider.formats()))
                .toList();
    }

    @Override
    public LoadPlan plan() {
        Path checked = checkedFile();
        EngineChoice choice = EngineChoice.make(checked, engine, this::settings);
        Optional<EngineProvider> chosen = choice.chosen();
        if (chosen.isEmpty() && choice.malformed().isPresent()) {
            throw choice.malformed().get();
        }
        return new LoadPlan(checked, chosen.map(EngineProvider::name), choice.candidates(),
                chosen.flatMap(provider -> provider.estimate(checked, settings(provider))));
    }

    @Override
    public LanguageModel load() {
        Path checked = checkedFile();
        EngineChoice choice = EngineChoice.make(checked, engine, this::settings);
        while (choice.chosen().isPresent()) {
            EngineProvider provider = choice.chosen().get();
            EngineOptions.check(provider, options);
            LOG.info("loading {} with engine '{}', which {}", checked, provider.name(),
                    choice.candidates().getFirst().explanation());
            long start = System.nanoTime();
            Recorder.Load recording = Recorder.get().load();
            Progress told = new Progress(progress);
            EngineModel model;
            try {
                model = provider.load(checked, settings(provider), told);
            } catch (RuntimeException | LinkageError e) {
                choice = afterFailure(choice, provider, told, e);
                continue;
            }
            LanguageModel loaded = assemble(checked, model);
            recording.end(checked, loaded.info().engine(), loaded.info().weightBytes());
            LOG.info("loaded {} in {} ms", loaded.info().name(), (System.nanoTime() - start) / 1_000_000);
            return loaded;
        }
        throw choice.malformed().<RuntimeException>map(e -> e).orElseGet(choice::refusal);
    }

    /** Returns the choice that is left if it is the engine that has failed, and not the file, an option or the user. */
    private static EngineChoice afterFailure(EngineChoice choice, EngineProvider provider, Progress told, Throwable e) {
        if (e instanceof RuntimeException thrown
                && (told.failed || thrown instanceof ModelFormatException
                        || thrown instanceof IllegalArgumentException)) {
            throw thrown;
        }
        if (e instanceof ModelLoadException) {
            throw new ModelLoadException(e.getMessage() + "\n" + choice.listing(), e);
        }
        LOG.warn("engine '{}' failed to load {}", provider.name(), choice.file(), e);
        return choice.afterFailure(e);
    }

    /** Tells a listener, and remembers whether it threw: then the user has ended the load, and no engine has failed. */
    private static final class Progress implements Consumer<LoadProgress> {
        private final Consumer<LoadProgress> listener;
        private boolean failed;

        Progress(Consumer<LoadProgress> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(LoadProgress progress) {
            failed = true;
            listener.accept(progress);
            failed = false;
        }
    }

    private LanguageModel assemble(Path checked, EngineModel model) {
        try {
            Tokenizer tokenizer = tokenizer(checked, model);
            if (tokenizer.size() != model.info().vocabularySize()) {
                throw new ModelFormatException("the tokenizer of " + checked + " has " + tokenizer.size()
                        + " tokens, but the model's output has " + model.info().vocabularySize()
                        + "; the file was put together wrongly");
            }
            return new LoadedModel(model, tokenizer, maxSessions);
        } catch (RuntimeException | Error e) {
            try {
                model.close();
            } catch (RuntimeException | Error onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    private static Tokenizer tokenizer(Path checked, EngineModel model) {
        try {
            return Tokenizers.create(model.metadata());
        } catch (ModelFormatException e) {
            throw new ModelFormatException(e.getMessage() + " (" + checked + ")", e);
        }
    }

    private EngineSettings settings(EngineProvider provider) {
        CachePrecision precision = cachePrecision != null
                ? cachePrecision
                : reproducible ? CachePrecision.F32 : CachePrecision.F16;
        return new EngineSettings(threads, contextLength, maxSessions, device, precision, reproducible,
                EngineOptions.of(provider, options));
    }

    private Path checkedFile() {
        Path checked = file;
        if (checked == null) {
            throw new IllegalStateException("no model file was set; call file(...) first");
        }
        if (!Files.exists(checked)) {
            throw new ModelLoadException(
                    "there is no file " + checked + " (looked in " + checked.toAbsolutePath().getParent()
                            + ")");
        }
        if (!Files.isRegularFile(checked)) {
            throw new ModelLoadException(checked + " is not a file; expected a GGUF model file");
        }
        if (!Files.isReadable(checked)) {
            throw new ModelLoadException(checked + " may not be read by this process; check its permissions");
        }
        return checked;
    }
}
