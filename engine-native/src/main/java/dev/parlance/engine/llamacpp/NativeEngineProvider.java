package dev.parlance.engine.llamacpp;

import dev.parlance.Device;
import dev.parlance.DeviceInfo;
import dev.parlance.LoadProgress;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelInfo;
import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.TensorType;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineOption;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Brings the llama.cpp engine. */
public final class NativeEngineProvider implements EngineProvider {
    private static final int PRIORITY = 100;
    /** What ggml rounds activations to, or keeps indices in. */
    private static final Set<TensorType> NO_MATRICES = EnumSet.of(TensorType.Q8_1, TensorType.Q8_K, TensorType.I8,
            TensorType.I16, TensorType.I32, TensorType.I64, TensorType.F64);

    @Override
    public String name() {
        return "native";
    }

    @Override
    public String optionNamespace() {
        return "llamacpp";
    }

    @Override
    public List<EngineOption> options() {
        return NativeOptions.ALL;
    }

    @Override
    public List<String> architectures() {
        return Architectures.names();
    }

    @Override
    public List<String> formats() {
        return Arrays.stream(TensorType.values()).filter(type -> !NO_MATRICES.contains(type)).map(TensorType::name)
                .toList();
    }

    @Override
    public List<DeviceInfo> devices(EngineSettings settings) {
        LlamaLibrary library = library(NativeOptions.of(settings), settings);
        return ComputeDevice.all().stream().map(device -> device.info(library)).toList();
    }

    @Override
    public Support probe(Path path, EngineSettings settings) {
        GgufFile file = GgufFile.read(path);
        String architecture = architecture(file);
        if (!Architectures.contains(architecture)) {
            return Support
                    .no("architecture '" + architecture + "' is none that llama.cpp v0.5.0 continues a text with");
        }
        if (file.tensors().isEmpty()) {
            return Support.no("the file holds no tensors, only metadata");
        }
        NativeOptions options = NativeOptions.of(settings);
        try {
            devices(library(options, settings), settings);
        } catch (ModelLoadException e) {
            return Support.no(String.valueOf(e.getMessage()));
        }
        ModelCheck.check(file);
        return Support.yes(PRIORITY);
    }

    @Override
    public Optional<MemoryEstimate> estimate(Path path, EngineSettings settings) {
        GgufFile file = GgufFile.read(path);
        ModelCheck.check(file);
        return Optional.of(estimate(file, settings));
    }

    private static MemoryEstimate estimate(GgufFile file, EngineSettings settings) {
        String prefix = architecture(file) + ".";
        int contextLength = settings.contextLength(trainedContext(file));
        long width = file.metadata().integer(prefix + "embedding_length");
        long vocabulary = file.metadata().strings("tokenizer.ggml.tokens").size();
        // The rows of a micro batch in the feed-forward network, about four times as wide, and the logits, twice.
        long scratch = Float.BYTES * (16 * width * NativeOptions.of(settings).microBatchSize()
                + 2 * vocabulary * LlamaContext.MAX_OUTPUTS);
        return new MemoryEstimate(file.weightBytes(),
                CacheSize.bytes(file.metadata(), contextLength, settings.cachePrecision()), scratch);
    }

    @Override
    public EngineModel load(Path path, EngineSettings settings, Consumer<LoadProgress> progress) {
        NativeOptions options = NativeOptions.of(settings);
        GgufFile file = GgufFile.read(path);
        String architecture = architecture(file);
        if (!Architectures.contains(architecture)) {
            throw new ModelFormatException("architecture '" + architecture
                    + "' is none that llama.cpp v0.5.0 continues a text with (" + path + ")");
        }
        ModelCheck.check(file);
        ModelCheck.checkContext(file, settings.contextLength(trainedContext(file)));
        LlamaLibrary library = library(options, settings);
        List<ComputeDevice> devices = devices(library, settings);
        checkRanges(settings);
        MemoryEstimate memory = estimate(file, settings);
        if (devices.isEmpty()) {
            PhysicalMemory.check(memory, 1);
        }
        return Containment.run("load " + path, () -> load(file, settings, options, library, devices, memory, progress));
    }

    private static EngineModel load(GgufFile file, EngineSettings settings, NativeOptions options, LlamaLibrary library,
            List<ComputeDevice> devices, MemoryEstimate memory, Consumer<LoadProgress> progress) {
        ModelWeights weights = ModelWeights.load(file.file(), options, devices, !settings.reproducible(),
                file.weightBytes(), progress);
        try {
            int contextLength = settings.contextLength(weights.trainedContextLength());
            ModelInfo info = info(file, architecture(file), weights, contextLength, library, devices);
            return new LlamaModel(weights, file.metadata(), info,
                    new LlamaContext.Shape(contextLength, settings.threads(), settings.cachePrecision(), options,
                            memory, !devices.isEmpty()),
                    settings.maxSessions(), settings.reproducible());
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    private static LlamaLibrary library(NativeOptions options, EngineSettings settings) {
        return LlamaLibrary.load(Natives.find(options.libraryPath(), settings.device()).folder(),
                options.cpuVariant());
    }

    /** Returns the GPUs that a load may use: none if results are to be reproducible, unless one is asked for. */
    private static List<ComputeDevice> devices(LlamaLibrary library, EngineSettings settings) {
        Device wanted = settings.device();
        if (wanted == Device.CPU || (wanted == Device.AUTO && settings.reproducible())) {
            return List.of();
        }
        if (settings.reproducible()) {
            throw new ModelLoadException("results on " + wanted + " are not reproducible; choose the CPU");
        }
        List<ComputeDevice> found = library.devices().stream().filter(device -> device.is(wanted)).toList();
        if (found.isEmpty() && wanted != Device.AUTO) {
            throw new ModelLoadException("llama.cpp in " + library.folder() + " finds no device for " + wanted
                    + " (it finds " + library.devices() + "); it needs the driver, and the artifact"
                    + " dev.parlance:parlance-natives with a classifier such as " + Platform.current().name() + "-"
                    + wanted.name().toLowerCase(Locale.ROOT));
        }
        return found;
    }

    private static void checkRanges(EngineSettings settings) {
        int maxThreads = llama_h.GGML_MAX_N_THREADS();
        if (settings.threads() > maxThreads) {
            throw new IllegalArgumentException(
                    "threads is " + settings.threads() + ", but llama.cpp takes at most " + maxThreads);
        }
        long maxSessions = llama_h.llama_max_parallel_sequences();
        if (settings.maxSessions() > maxSessions) {
            throw new IllegalArgumentException(
                    "maxSessions is " + settings.maxSessions() + ", but llama.cpp takes at most " + maxSessions);
        }
    }

    private static int trainedContext(GgufFile file) {
        return file.metadata().integer(architecture(file) + ".context_length");
    }

    private static String architecture(GgufFile file) {
        return file.metadata().string("general.architecture");
    }

    private static ModelInfo info(GgufFile file, String architecture, ModelWeights weights, int contextLength,
            LlamaLibrary library, List<ComputeDevice> devices) {
        String cpu = "CPU, llama.cpp " + library.version() + ", variant " + library.cpuVariant();
        String device = devices.isEmpty()
                ? cpu
                : devices.stream().map(ComputeDevice::name).collect(Collectors.joining(", ")) + " and " + cpu;
        String fileName = String.valueOf(file.file().getFileName());
        return new ModelInfo(file.metadata().string("general.name", fileName), architecture, "native", device,
                mainFormat(file), weights.parameterCount(), weights.bytes(), weights.vocabularySize(),
                weights.embeddingLength(), weights.layerCount(), contextLength, weights.trainedContextLength());
    }

    /** Returns the format that holds most weights. */
    private static String mainFormat(GgufFile file) {
        Map<TensorType, Long> elements = file.tensors().stream()
                .collect(Collectors.groupingBy(GgufTensor::type, Collectors.summingLong(GgufTensor::elements)));
        return elements.entrySet().stream().max(Comparator.comparingLong(Map.Entry::getValue))
                .map(entry -> entry.getKey().name()).orElse("none");
    }
}
