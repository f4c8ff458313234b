package dev.parlance.testkit.engine;

import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.spi.EngineModel;
import dev.parlance.testkit.agreement.Yardstick;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomModel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The models of the rules for sessions and passes, loaded when they are asked for and kept until the suite ends. */
public final class LoadedModels {
    static final int MAX_SESSIONS = 16;
    /** How many tokens a session can hold: past two passes of the Java engine and past the first sizes of its caches. */
    static final int CONTEXT = 320;
    /** The length of the text that rules cut and share. */
    static final int LONGEST = 300;

    /** For all formats in turn: rows of whole blocks, and of llama one matrix for each of the sixteen. */
    private static final ModelSizes MIXED = ModelSizes.BLOCKS_OF_256.withVocabulary(ModelSizes.SPELLING.vocabulary())
            .withLayers(2);

    private record Key(Class<?> suite, Setting setting) {}

    private static final Map<Key, EngineModel> MODELS = new HashMap<>();
    private static final Map<Key, float[][]> EXPECTED = new HashMap<>();
    private static final Map<Class<?>, int[]> TEXTS = new HashMap<>();

    private LoadedModels() {}

    /** Returns the random model that an engine is tested with. */
    static RandomModel random(EngineUnderTest engine, Setting.Weights weights) {
        RandomArchitecture architecture = architecture(engine, weights);
        RandomModel model = weights == Setting.Weights.MIXED
                ? RandomModel.mixed(architecture, MIXED, engine.formats(), 1)
                : new RandomModel(architecture, ModelSizes.SPELLING, F32.INSTANCE, 1);
        return model.metadata(architecture.name() + ".context_length", GgufValue.uint32(CONTEXT));
    }

    private static RandomArchitecture architecture(EngineUnderTest engine, Setting.Weights weights) {
        return engine.architectures().stream()
                .filter(architecture -> weights != Setting.Weights.SLIDING || architecture.slides()).findFirst()
                .orElse(engine.architectures().getFirst());
    }

    /** Returns the text whose logits are expected. */
    static synchronized int[] text(EngineUnderTest engine) {
        return TEXTS.computeIfAbsent(engine.getClass(),
                suite -> random(engine, Setting.Weights.F32).tokens(LONGEST)).clone();
    }

    /** Returns a loaded model. */
    static synchronized EngineModel get(EngineUnderTest engine, Setting setting) {
        return MODELS.computeIfAbsent(new Key(engine.getClass(), setting), key -> load(engine, setting));
    }

    /** Loads a model for the caller to close. */
    static EngineModel load(EngineUnderTest engine, Setting setting) {
        try {
            Path file = Files.createTempFile("parlance-conformance", ".gguf");
            try {
                random(engine, setting.weights()).write(file);
                return engine.provider().load(file, engine.engineSettings(setting.reproducible(), setting.precision(),
                        setting.threads()), progress -> {});
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the logits of the text, evaluated in one step on one thread, (tokens, vocabulary). */
    static synchronized float[][] expected(EngineUnderTest engine, Setting setting) {
        Setting single = setting.withOneThread();
        return EXPECTED.computeIfAbsent(new Key(engine.getClass(), single),
                key -> Steps.logits(get(engine, single), text(engine)));
    }

    /** Returns the bar of a setting. */
    static double bar(EngineUnderTest engine, Setting setting) {
        List<TensorType> matrices = setting.weights() == Setting.Weights.MIXED
                ? engine.formats().stream().map(WeightFormat::type).toList()
                : List.of(TensorType.F32);
        return setting.bar(Yardstick.of(matrices, architecture(engine, setting.weights()).yardstick()));
    }

    /** Closes all. */
    public static synchronized void close() {
        MODELS.values().forEach(EngineModel::close);
        MODELS.clear();
        EXPECTED.clear();
        TEXTS.clear();
    }
}
