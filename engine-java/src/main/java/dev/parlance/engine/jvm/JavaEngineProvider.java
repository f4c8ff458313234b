package dev.parlance.engine.jvm;

import dev.parlance.Device;
import dev.parlance.DeviceInfo;
import dev.parlance.LoadProgress;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelInfo;
import dev.parlance.ModelLoadException;
import dev.parlance.engine.jvm.kernel.KernelChoice;
import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.model.Architecture;
import dev.parlance.engine.jvm.model.Architectures;
import dev.parlance.engine.jvm.model.Compute;
import dev.parlance.engine.jvm.model.Network;
import dev.parlance.engine.jvm.model.NetworkShape;
import dev.parlance.engine.jvm.model.UnsupportedModelException;
import dev.parlance.engine.jvm.model.Weights;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineOption;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Brings the pure-Java engine. */
public final class JavaEngineProvider implements EngineProvider {
    private static final int PRIORITY = 50;
    private static final String KERNELS = "java.kernels";
    private static final String MMAP = "java.mmap";

    @Override
    public String name() {
        return "java";
    }

    @Override
    public List<EngineOption> options() {
        return List.of(new EngineOption(KERNELS, "auto", "auto takes vector kernels if the JVM has the Vector API and"
                + " results need not be reproducible; scalar takes the slow specification"),
                new EngineOption(MMAP, "false", "true maps the file instead of reading it into memory: a faster"
                        + " start, but weights of four to six bits stay in the file's layout, which is slower, and if the file is cut short while the model is open, the JVM is killed"));
    }

    @Override
    public List<String> architectures() {
        return Architectures.all().stream().map(Architecture::name).toList();
    }

    @Override
    public List<String> formats() {
        return WeightFormats.all().stream().map(format -> format.type().name()).toList();
    }

    @Override
    public List<DeviceInfo> devices(EngineSettings settings) {
        return List.of(new DeviceInfo(Device.CPU, "CPU", KernelChoice.best().name() + " kernels",
                PhysicalMemory.free(), PhysicalMemory.total()));
    }

    @Override
    public Support probe(Path path, EngineSettings settings) {
        if (settings.device() != Device.AUTO && settings.device() != Device.CPU) {
            return Support.no("computes on the CPU only, not on " + settings.device());
        }
        GgufFile file = GgufFile.read(path);
        String name = architectureName(file);
        Optional<Architecture> architecture = Architectures.named(name);
        if (architecture.isEmpty()) {
            return Support
                    .no("architecture '" + name + "' is not supported (supported: " + Architectures.names() + ")");
        }
        if (file.tensors().isEmpty()) {
            return Support.no("the file holds no tensors, only metadata");
        }
        for (GgufTensor tensor : file.tensors()) {
            if (WeightFormats.of(tensor.type()).isEmpty()) {
                return Support.no("tensor '" + tensor.name() + "' has format " + tensor.type()
                        + ", which is not supported (supported: " + WeightFormats.names() + ")");
            }
        }
        try {
            architecture.get().shape(file);
        } catch (UnsupportedModelException e) {
            return Support.no(String.valueOf(e.getMessage()));
        }
        return Support.yes(PRIORITY);
    }

    @Override
    public Optional<MemoryEstimate> estimate(Path path, EngineSettings settings) {
        GgufFile file = GgufFile.read(path);
        NetworkShape shape = architecture(file).shape(file);
        long cache = KvCache.bytesPerToken(shape.layers(), shape.kvColumns(), settings.cachePrecision())
                * settings.contextLength(shape.trainedContext());
        // Each intermediate result is kept as it is and as the formats of matrices want it rounded.
        long scratch = 2L * Float.BYTES * JavaModel.PASS_ROWS * shape.scratchColumns()
                + Float.BYTES * JavaModel.logitsAtATime(shape.vocabularySize());
        return Optional.of(new MemoryEstimate(file.weightBytes(), cache, scratch));
    }

    @Override
    public EngineModel load(Path path, EngineSettings settings, Consumer<LoadProgress> progress) {
        boolean mapped = booleanOption(settings, MMAP);
        Kernels kernels = kernels(settings);
        GgufFile file = GgufFile.read(path);
        Architecture architecture = architecture(file);
        NetworkShape shape = architecture.shape(file);
        GgufWeights data = mapped ? GgufWeights.map(file) : GgufWeights.load(file, settings.threads(), progress);
        try {
            return model(file, architecture, shape, settings, kernels, data);
        } catch (OutOfMemoryError e) {
            data.close();
            throw new ModelLoadException("not enough memory beside the weights of " + path + " (" + e.getMessage()
                    + "); raise -Xmx or take fewer threads", e);
        } catch (RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    /** Makes a model, which from then on owns the weights. */
    private static JavaModel model(GgufFile file, Architecture architecture, NetworkShape shape,
            EngineSettings settings, Kernels kernels, GgufWeights data) {
        int contextLength = settings.contextLength(shape.trainedContext());
        WorkerPool pool = new WorkerPool(settings.threads());
        try {
            Weights weights = new Weights(file, data);
            Compute compute = new Compute(pool, kernels, JavaModel.PASS_ROWS, contextLength);
            Network network = architecture.build(weights, compute);
            weights.checkAllTaken(architecture.name());
            weights.layOut(compute);
            ModelInfo info = info(file, architecture, shape, contextLength, kernels);
            return new JavaModel(file.metadata(), info, shape, settings.cachePrecision(), network, pool, data);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    private static Architecture architecture(GgufFile file) {
        String name = architectureName(file);
        return Architectures.named(name).orElseThrow(() -> new ModelFormatException("architecture '" + name
                + "' is not supported by the Java engine (" + file.file() + "; supported: " + Architectures.names()
                + ")"));
    }

    private static String architectureName(GgufFile file) {
        return file.metadata().string("general.architecture");
    }

    private static Kernels kernels(EngineSettings settings) {
        String value = settings.options().getOrDefault(KERNELS, "auto");
        return switch (value) {
            case "auto" -> settings.reproducible() ? Kernels.STRICT : KernelChoice.best();
            case "scalar" -> settings.reproducible() ? Kernels.STRICT : Kernels.SCALAR;
            default -> throw new IllegalArgumentException("option '" + KERNELS + "' is '" + value
                    + "', expected auto or scalar");
        };
    }

    private static boolean booleanOption(EngineSettings settings, String name) {
        String value = settings.options().getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("option '" + name + "' is '" + value
                    + "', expected true or false");
        };
    }

    private static ModelInfo info(GgufFile file, Architecture architecture, NetworkShape shape, int contextLength,
            Kernels kernels) {
        String fileName = String.valueOf(file.file().getFileName());
        return new ModelInfo(file.metadata().string("general.name", fileName), architecture.name(), "java",
                "CPU, " + kernels.name() + " kernels", mainFormat(file),
                file.tensors().stream().mapToLong(GgufTensor::elements).sum(), file.weightBytes(),
                shape.vocabularySize(), shape.width(), shape.layers(), contextLength, shape.trainedContext());
    }

    /** Returns the format that holds most weights. */
    private static String mainFormat(GgufFile file) {
        Map<TensorType, Long> elements = file.tensors().stream()
                .collect(Collectors.groupingBy(GgufTensor::type, Collectors.summingLong(GgufTensor::elements)));
        return elements.entrySet().stream().max(Comparator.comparingLong(Map.Entry::getValue))
                .map(entry -> entry.getKey().name()).orElse("none");
    }
}
