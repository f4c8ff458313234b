package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.LanguageModel;
import dev.parlance.LoadPlan;
import dev.parlance.LoadProgress;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.Session;
import dev.parlance.SessionLimitException;
import dev.parlance.fake.CapturedLogs;
import dev.parlance.fake.ClassPath;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeProvider;
import dev.parlance.fake.FakeTokenizer;
import dev.parlance.fake.FakeTokenizerProvider;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings, options, files, plans and tokenizers of a load. */
class ModelLoaderTest {

    public static final class Engine extends FakeProvider {
        public Engine() {
            super("one", 50);
        }

        @Override
        public Optional<MemoryEstimate> estimate(Path file, EngineSettings settings) {
            return Optional.of(new MemoryEstimate(100, settings.contextLength(10), 1));
        }
    }

    /** Knows none of the vocabularies. */
    public static final class OtherTokenizer extends FakeTokenizerProvider {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public Support supports(ModelMetadata metadata) {
            return Support.no("only 'gpt2'");
        }
    }

    /** Fails when asked. */
    public static final class BrokenTokenizer extends FakeTokenizerProvider {
        @Override
        public Support supports(ModelMetadata metadata) {
            throw new NoClassDefFoundError("org/other/Unicode");
        }
    }

    /** Fails when it makes the tokenizer. */
    public static final class FailingTokenizer extends FakeTokenizerProvider {
        @Override
        public Tokenizer create(ModelMetadata metadata) {
            throw new ArithmeticException("merges");
        }
    }

    /** Makes a tokenizer with one token too many. */
    public static final class LargeTokenizer extends FakeTokenizerProvider {
        @Override
        public Tokenizer create(ModelMetadata metadata) {
            Tokenizer small = new FakeTokenizer();
            return (Tokenizer) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Tokenizer.class},
                    (proxy, method, arguments) -> method.getName().equals("size")
                            ? small.size() + 1
                            : method.invoke(small, arguments));
        }
    }

    @TempDir
    Path folder;

    private Path file;
    private ClassPath classPath;

    @BeforeEach
    void makeModelFileAndClassPath() throws IOException {
        file = Files.writeString(folder.resolve("model.gguf"), "weights");
        classPath = new ClassPath(folder).with(EngineProvider.class, Engine.class).with(TokenizerProvider.class,
                FakeTokenizerProvider.class);
        CapturedLogs.clear();
        FakeProvider.takeLoaded();
    }

    @AfterEach
    void restoreClassPath() {
        classPath.close();
    }

    private LanguageModel.Builder builder() {
        return LanguageModel.builder().file(file);
    }

    private static EngineSettings settings(LanguageModel.Builder builder) {
        builder.load().close();
        return FakeProvider.lastSettings();
    }

    // Settings.

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(settings(builder())).isEqualTo(new EngineSettings(Runtime.getRuntime().availableProcessors(),
                OptionalInt.empty(), 16, Device.AUTO, CachePrecision.F16, false, Map.of()));
        assertThat(settings(builder()).contextLength(100)).isEqualTo(100);
        assertThat(settings(builder()).contextLength(100_000)).isEqualTo(4096);
    }

    @Test
    void everySettingReachesTheEngine() {
        assertThat(settings(builder().threads(3).contextLength(100_000).maxSessions(2).device(Device.CUDA)
                .cachePrecision(CachePrecision.F32).reproducible(true).option("one.speed", "5")))
                .isEqualTo(new EngineSettings(3, OptionalInt.of(100_000), 2, Device.CUDA, CachePrecision.F32, true,
                        Map.of("one.speed", "5")));
        assertThat(FakeProvider.lastSettings().contextLength(100)).isEqualTo(100_000);
    }

    @Test
    void reproducibleMeansAnF32CacheUnlessToldOtherwise() {
        assertThat(settings(builder().reproducible(true)).cachePrecision()).isEqualTo(CachePrecision.F32);
        assertThat(settings(builder().reproducible(true).cachePrecision(CachePrecision.F16)).cachePrecision())
                .isEqualTo(CachePrecision.F16);
    }

    @Test
    void theListenerIsTold() {
        List<LoadProgress> told = new ArrayList<>();
        builder().onProgress(told::add).load().close();
        assertThat(told).containsExactly(new LoadProgress(1, 2));
        assertThat(told.getFirst().fraction()).isEqualTo(0.5);
    }

    @Test
    void settingsOutOfRangeAreRefusedByNameAndValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().threads(0)).withMessageContaining("threads: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().contextLength(-1))
                .withMessageContaining("contextLength: -1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxSessions(0))
                .withMessageContaining("maxSessions: 0");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks does
    void nullIsRefusedAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> builder().file(null));
        assertThatNullPointerException().isThrownBy(() -> builder().engine(null));
        assertThatNullPointerException().isThrownBy(() -> builder().device(null));
        assertThatNullPointerException().isThrownBy(() -> builder().cachePrecision(null));
        assertThatNullPointerException().isThrownBy(() -> builder().onProgress(null));
        assertThatNullPointerException().isThrownBy(() -> builder().option("one.speed", null));
    }

    @Test
    void aBuilderCanBeUsedForSeveralLoads() {
        LanguageModel.Builder builder = builder().maxSessions(1);
        try (LanguageModel first = builder.load();
                LanguageModel second = builder.maxSessions(2).load();
                Session only = first.newSession();
                Session origin = second.newSession();
                Session fork = origin.fork()) {
            assertThatExceptionOfType(SessionLimitException.class).isThrownBy(only::fork)
                    .withMessageContaining("at most 1");
            assertThatExceptionOfType(SessionLimitException.class).isThrownBy(fork::fork)
                    .withMessageContaining("at most 2");
        }
    }

    @Test
    void aLoadIsAFlightRecorderEventAndOneThatFailsIsNot() {
        RecordedEvent event = FlightRecorderTest.only(FlightRecorderTest.record(() -> {
            builder().load().close();
            assertThatIllegalArgumentException().isThrownBy(() -> builder().option("one.sped", "5").load());
        }), "ModelLoad");
        assertThat(event.getString("file")).isEqualTo("model.gguf");
        assertThat(event.getString("engine")).isEqualTo("one");
        assertThat(event.getLong("weightBytes")).isEqualTo(4);
        assertThat(event.getDuration()).isPositive();
    }

    // Options.

    @Test
    void anUnknownOptionOfTheEngineIsRefusedWithTheKnown() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().option("one.sped", "5").load())
                .withMessageContaining("'one.sped'").withMessageContaining("'one'")
                .withMessageContaining("one.colour, one.speed");
        assertThat(FakeProvider.takeLoaded()).isEmpty();
    }

    @Test
    void anOptionOfAnotherEngineIsIgnoredAndLogged() {
        assertThat(settings(builder().option("two.speed", "5")).options()).isEmpty();
        assertThat(CapturedLogs.messages(Level.INFO)).anyMatch(message -> message.contains("two.speed"));
    }

    @Test
    void anOptionWithoutANamespaceIsRefused() {
        for (String name : List.of("speed", "", ".speed", "one.", "One.speed", "one. speed")) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder().option(name, "5"))
                    .withMessageContaining("'" + name + "'");
        }
    }

    // Files.

    @Test
    void aLoadWithoutAFileIsAMisuse() {
        assertThatIllegalStateException().isThrownBy(() -> LanguageModel.builder().load())
                .withMessageContaining("file(");
        assertThatIllegalStateException().isThrownBy(() -> LanguageModel.builder().plan())
                .withMessageContaining("file(");
    }

    @Test
    void aFileThatIsMissingIsRefusedWithWhereItWasLookedFor() {
        Path missing = folder.resolve("missing.gguf");
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> LanguageModel.load(missing))
                .withMessageContaining("missing.gguf").withMessageContaining(folder.toString());
    }

    @Test
    void aFolderIsRefused() {
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> LanguageModel.load(folder))
                .withMessageContaining(folder.toString()).withMessageContaining("is not a file");
    }

    // Plans.

    @Test
    void aPlanTellsTheEngineAndTheMemoryAndLoadsNothing() {
        LoadPlan plan = builder().contextLength(7).plan();
        assertThat(plan).isEqualTo(new LoadPlan(file, Optional.of("one"),
                List.of(new LoadPlan.Candidate("one", true, "supports the file with priority 50")),
                Optional.of(new MemoryEstimate(100, 7, 1))));
        assertThat(plan.memory().map(memory -> memory.total(3))).contains(122L);
        assertThat(FakeProvider.takeLoaded()).isEmpty();
    }

    @Test
    void aPlanWithoutAnEngineIsEmptyAndNoFailure() {
        classPath.with(EngineProvider.class);
        assertThat(builder().plan()).isEqualTo(new LoadPlan(file, Optional.empty(), List.of(), Optional.empty()));
    }

    // Tokenizers.

    @Test
    void withoutTokenizersTheMessageNamesTheArtifactAndTheModelIsClosed() {
        classPath.with(TokenizerProvider.class);
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                .withMessageContaining("'fake'").withMessageContaining("dev.parlance:parlance-tokenizers");
        assertThat(FakeProvider.takeLoaded()).singleElement().matches(FakeEngine::isClosed);
    }

    @Test
    void aRefusalListsEveryTokenizerAndItsReason() {
        classPath.with(TokenizerProvider.class, OtherTokenizer.class, BrokenTokenizer.class);
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                .withMessageContaining("other: only 'gpt2'").withMessageContaining("org/other/Unicode");
    }

    @Test
    void aTokenizerThatFailsWhenAskedHarmsNoOther() {
        classPath.with(TokenizerProvider.class, BrokenTokenizer.class, FakeTokenizerProvider.class);
        try (LanguageModel model = builder().load()) {
            assertThat(model.tokenizer()).isInstanceOf(FakeTokenizer.class);
        }
    }

    @Test
    void aTokenizerThatCanNotBeMadeFailsTheLoadAndTheModelIsClosed() {
        classPath.with(TokenizerProvider.class, FailingTokenizer.class);
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                .withMessageContaining("'bytes'").withMessageContaining("merges")
                .withCauseInstanceOf(ArithmeticException.class);
        assertThat(FakeProvider.takeLoaded()).singleElement().matches(FakeEngine::isClosed);
    }

    @Test
    void aTokenizerThatDoesNotMatchTheModelIsRefusedWithBothFigures() {
        classPath.with(TokenizerProvider.class, LargeTokenizer.class);
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> builder().load())
                .withMessageContaining("259").withMessageContaining("258").withMessageContaining(file.toString());
        assertThat(FakeProvider.takeLoaded()).singleElement().matches(FakeEngine::isClosed);
    }
}
