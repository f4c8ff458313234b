package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.LanguageModel;
import dev.parlance.LoadPlan;
import dev.parlance.LoadProgress;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.fake.CapturedLogs;
import dev.parlance.fake.ClassPath;
import dev.parlance.fake.FakeProvider;
import dev.parlance.fake.FakeTokenizer;
import dev.parlance.fake.FakeTokenizerProvider;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Which engine is taken, and that no provider harms another. */
class EngineDiscoveryTest {

    /** The engine that the others must not harm. */
    public static final class Good extends FakeProvider {
        public Good() {
            super("good", 50);
        }
    }

    public static final class Better extends FakeProvider {
        public Better() {
            super("better", 100);
        }
    }

    public static final class AsGood extends FakeProvider {
        public AsGood() {
            super("as-good", 50);
        }
    }

    public static final class Declining extends FakeProvider {
        public Declining() {
            super("declining", 1000);
        }

        @Override
        public Support probe(Path file, EngineSettings settings) {
            return Support.no("architecture 'x' is unknown; known: y");
        }
    }

    public static final class NoLibrary extends FakeProvider {
        public NoLibrary() {
            super("no-library", 1000);
            throw new UnsatisfiedLinkError("libfoo.so: cannot open shared object file");
        }
    }

    public static final class BrokenConstructor extends FakeProvider {
        public BrokenConstructor() {
            super("broken-constructor", 1000);
            throw new IllegalStateException("in the constructor");
        }
    }

    public static final class BrokenClass extends FakeProvider {
        private static final int VALUE = fail();

        public BrokenClass() {
            super("broken-class", VALUE);
        }

        private static int fail() {
            throw new IllegalStateException("in the initializer");
        }
    }

    public static final class BrokenName extends FakeProvider {
        public BrokenName() {
            super("broken-name", 1000);
        }

        @Override
        public String name() {
            throw new NoClassDefFoundError("org/other/Library");
        }
    }

    /** Fails when asked, as a test says. */
    public static final class BrokenProbe extends FakeProvider {
        static Runnable failure = () -> {};

        public BrokenProbe() {
            super("broken-probe", 1000);
        }

        @Override
        public Support probe(Path file, EngineSettings settings) {
            failure.run();
            return super.probe(file, settings);
        }
    }

    /** Fails when it loads, as a test says. */
    public static final class BrokenLoad extends FakeProvider {
        static Runnable failure = () -> {};

        public BrokenLoad() {
            super("broken-load", 1000);
        }

        @Override
        public EngineModel load(Path file, EngineSettings settings, Consumer<LoadProgress> progress) {
            progress.accept(new LoadProgress(1, 2));
            failure.run();
            return super.load(file, settings, progress);
        }
    }

    @TempDir
    Path folder;

    private Path file;
    private ClassPath classPath;

    @BeforeEach
    void makeModelFileAndClassPath() throws IOException {
        file = Files.writeString(folder.resolve("model.gguf"), "weights");
        classPath = new ClassPath(folder).with(TokenizerProvider.class, FakeTokenizerProvider.class);
        CapturedLogs.clear();
        FakeProvider.takeLoaded();
    }

    @AfterEach
    void restoreClassPath() {
        classPath.close();
    }

    private void engines(Class<?>... providers) {
        classPath.with(EngineProvider.class, providers);
    }

    private LanguageModel.Builder builder() {
        return LanguageModel.builder().file(file);
    }

    private static void assertLoads(LanguageModel.Builder builder, String engine) {
        try (LanguageModel model = builder.load()) {
            assertThat(model.info().engine()).isEqualTo(engine);
        }
    }

    @Test
    void withoutEnginesTheMessageNamesTheArtifactsToAdd() {
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> LanguageModel.load(file))
                .withMessageContaining(file.toString()).withMessageContaining("no engine was found")
                .withMessageContaining("dev.parlance:parlance-engine-java")
                .withMessageContaining("dev.parlance:parlance-engine-native");
    }

    @Test
    void theHighestPriorityIsTakenWhateverTheOrder() {
        engines(Good.class, Better.class, Declining.class);
        assertLoads(builder(), "better");
        engines(Declining.class, Better.class, Good.class);
        assertLoads(builder(), "better");
        assertThat(CapturedLogs.messages(Level.WARN)).isEmpty();
        assertThat(CapturedLogs.messages(Level.INFO))
                .anyMatch(message -> message.contains("'better'") && message.contains("priority 100"));
    }

    @Test
    void ofEqualPrioritiesTheFirstIsTakenWithAWarning() {
        engines(Good.class, AsGood.class);
        assertLoads(builder(), "good");
        assertThat(CapturedLogs.messages(Level.WARN)).singleElement().asString().contains("'good'", "'as-good'",
                "engine(...)");
    }

    @Test
    void anEngineIsChosenByName() {
        engines(Good.class, Better.class);
        assertLoads(builder().engine("good"), "good");
        assertThat(builder().engine("good").plan().candidates()).containsExactly(
                new LoadPlan.Candidate("good", true, "supports the file with priority 50"),
                new LoadPlan.Candidate("better", false, "not asked: engine 'good' was requested"));
    }

    @Test
    void anUnknownNameIsRefusedWithThoseFoundAndTheArtifacts() {
        engines(Good.class, Better.class);
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().engine("native").load())
                .withMessageContaining("no engine 'native'").withMessageContaining("good: ")
                .withMessageContaining("better: ").withMessageContaining("dev.parlance:parlance-engine-native");
    }

    @Test
    void aRefusalListsEveryEngineAndItsReason() {
        engines(Declining.class, NoLibrary.class);
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                .withMessageContaining("no engine can load " + file)
                .withMessageContaining("declining: architecture 'x' is unknown; known: y")
                .withMessageContaining(NoLibrary.class.getName() + ": could not be started")
                .withMessageContaining("UnsatisfiedLinkError: libfoo.so: cannot open shared object file")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                        .satisfies(broken -> assertThat(broken).hasRootCauseInstanceOf(UnsatisfiedLinkError.class)));
    }

    @Test
    void providersThatCanNotBeMadeHarmNoOtherAndAreListedWithTheirCause() {
        classPath.withLines(EngineProvider.class, String.join("\n", NoLibrary.class.getName(),
                BrokenConstructor.class.getName(), "no.such.Provider", FakeTokenizer.class.getName(),
                BrokenClass.class.getName(),
                BrokenName.class.getName(), Good.class.getName()));
        assertLoads(builder(), "good");
        List<LoadPlan.Candidate> candidates = builder().plan().candidates();
        assertThat(candidates.getFirst().engine()).isEqualTo("good");
        assertThat(candidates.stream().skip(1)).hasSize(6).noneMatch(LoadPlan.Candidate::supported);
        assertThat(candidates).extracting(LoadPlan.Candidate::toString)
                .anyMatch(text -> text.contains(NoLibrary.class.getName()) && text.contains("libfoo.so"))
                .anyMatch(
                        text -> text.contains(BrokenConstructor.class.getName()) && text.contains("in the constructor"))
                .anyMatch(text -> text.contains("no.such.Provider"))
                .anyMatch(text -> text.contains("FakeTokenizer not a subtype"))
                .anyMatch(text -> text.contains(BrokenClass.class.getName()))
                .anyMatch(text -> text.contains(BrokenName.class.getName()) && text.contains("org/other/Library"));
    }

    /** A jar without those that it needs. */
    @Test
    void aProviderWhoseSuperclassIsMissingHarmsNoOther() throws IOException {
        byte[] orphan = ClassFile.of().build(ClassDesc.of("orphan.Provider"),
                builder -> builder.withFlags(ClassFile.ACC_PUBLIC).withSuperclass(ClassDesc.of("missing.Parent")));
        Files.write(Files.createDirectory(folder.resolve("orphan")).resolve("Provider.class"), orphan);
        classPath.withLines(EngineProvider.class, "orphan.Provider\n" + Good.class.getName());
        assertLoads(builder(), "good");
        assertThat(builder().plan().candidates().getLast().explanation()).contains("missing/Parent");
    }

    @Test
    void aServiceFileThatIsNoneHarmsNoOther() throws IOException {
        classPath.withLines(EngineProvider.class, "this is not a class name\n");
        Path second = Files.createDirectory(folder.resolve("second"));
        try (ClassPath inner = new ClassPath(second).with(EngineProvider.class, Good.class)) {
            assertLoads(builder(), "good");
            assertThat(builder().plan().candidates()).hasSize(2);
            inner.with(EngineProvider.class);
            assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                    .withMessageContaining("?: could not be started");
        }
    }

    @Test
    void aProviderThatFailsWhenAskedHarmsNoOtherAndIsListedWithItsCause() {
        for (Runnable failure : List.<Runnable>of(() -> {
            throw new UnsatisfiedLinkError("why");
        }, () -> {
            throw new NoClassDefFoundError("why");
        }, () -> {
            throw new IllegalStateException("outer", new IOException("why"));
        }, () -> {
            throw new ModelFormatException("why");
        })) {
            BrokenProbe.failure = failure;
            engines(BrokenProbe.class, Good.class);
            assertLoads(builder(), "good");
            assertThat(builder().plan().candidates().getLast())
                    .satisfies(candidate -> assertThat(candidate.engine()).isEqualTo("broken-probe"))
                    .satisfies(candidate -> assertThat(candidate.explanation()).contains("why"));
        }
    }

    @Test
    void aMalformedFileIsToldAsSuchIfNoEngineCanLoadIt() {
        BrokenProbe.failure = () -> {
            throw new ModelFormatException("wrong magic");
        };
        engines(Declining.class, BrokenProbe.class);
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> builder().load())
                .withMessage("wrong magic");
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> builder().plan())
                .withMessage("wrong magic");
    }

    @Test
    void anEngineThatFailsUnexpectedlyToLoadHandsOverToTheNextWithAWarning() {
        for (Runnable failure : List.<Runnable>of(() -> {
            throw new UnsatisfiedLinkError("why");
        }, () -> {
            throw new NoClassDefFoundError("why");
        }, () -> {
            throw new ArithmeticException("why");
        })) {
            BrokenLoad.failure = failure;
            engines(BrokenLoad.class, Good.class);
            CapturedLogs.clear();
            assertLoads(builder(), "good");
            assertThat(CapturedLogs.messages(Level.WARN)).singleElement().asString().contains("'broken-load'");
            engines(BrokenLoad.class, Declining.class);
            assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                    .withMessageContaining("broken-load: failed to load it: java.lang.")
                    .withMessageContaining("declining: ").satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage).containsExactly("why"));
        }
    }

    @Test
    void anEngineThatRefusesToLoadIsHeardAndTheListingIsAdded() {
        BrokenLoad.failure = () -> {
            throw new ModelLoadException("8 GiB are needed, 4 GiB are free");
        };
        engines(BrokenLoad.class, Good.class);
        assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                .withMessageContaining("8 GiB are needed").withMessageContaining("good: ")
                .withCauseInstanceOf(ModelLoadException.class);
    }

    @Test
    void aMalformedFileOrABadOptionIsNotTheEnginesFault() {
        engines(BrokenLoad.class, Good.class);
        BrokenLoad.failure = () -> {
            throw new ModelFormatException("tensor");
        };
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> builder().load()).withMessage("tensor");
        BrokenLoad.failure = () -> {
            throw new IllegalArgumentException("option");
        };
        assertThatIllegalArgumentException().isThrownBy(() -> builder().load()).withMessage("option");
    }

    @Test
    void aListenerThatThrowsEndsTheLoad() {
        engines(Good.class, AsGood.class);
        RuntimeException enough = new RuntimeException("enough");
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> builder().onProgress(progress -> {
            throw enough;
        }).load()).isSameAs(enough);
        assertThat(FakeProvider.takeLoaded()).isEmpty();
    }

    @Test
    void aThreadWithoutAContextClassLoaderFindsWhatTheLibrarysOwnFinds() {
        engines(Good.class);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try {
            assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> builder().load())
                    .withMessageContaining("no engine was found");
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
        assertLoads(builder(), "good");
    }
}
