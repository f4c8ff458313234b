package dev.parlance.engine.llamacpp;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.LanguageModel;
import dev.parlance.model.stories.StoriesModel;
import dev.parlance.spi.EngineSettings;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What the tests need and not every machine has: llama.cpp's libraries, and real models besides the bundled one. */
public final class Needed {
    private Needed() {}

    /** Returns the bundled model, or skips the test if llama.cpp is not there. */
    public static Path bundled() {
        library();
        return StoriesModel.file();
    }

    /** Returns the real models that there are: the bundled one, and foreign ones of the shared folder, if it is there. */
    public static List<Path> realModels() {
        Path folder = Path.of(System.getProperty("parlance.shared", "../shared"), "models", "tinystories-656k");
        return Stream.concat(Stream.of(bundled()),
                Stream.of("tinystories-656k-q8_0.gguf", "tinystories-656k-f16.gguf").map(folder::resolve)
                        .filter(Files::exists))
                .toList();
    }

    /** Skips the test if there are no libraries of llama.cpp for this machine. */
    public static void library() {
        if (natives() instanceof Natives.Missing(String reason)) {
            Assumptions.abort("needs llama.cpp: " + reason);
        }
    }

    /** Skips properties, to which an assumption is no reason to be skipped. */
    public static final class LibraryHook implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return natives() instanceof Natives.Missing(String reason)
                    ? SkipResult.skip("needs llama.cpp: " + reason)
                    : SkipResult.doNotSkip();
        }
    }

    /** Skips the test where there is no plain variant of llama.cpp's kernels. */
    public static void plainCpu() {
        library();
        Assumptions.assumeTrue(Platform.current().architecture().equals("x64"), "the plain variant is for x86-64 only");
    }

    /** Skips properties where there is no plain variant. */
    public static final class PlainCpuHook implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return Platform.current().architecture().equals("x64")
                    ? SkipResult.doNotSkip()
                    : SkipResult.skip("the plain variant is for x86-64 only");
        }
    }

    /** Returns llama.cpp as the engine finds it. */
    static Natives natives() {
        return Natives.find(NativeOptions.of(settings(false, Map.of())).libraryPath(), Device.AUTO);
    }

    /** Returns settings for engine calls without the library around it. */
    static EngineSettings settings(boolean reproducible, Map<String, String> options) {
        return new EngineSettings(1, OptionalInt.empty(), 16, Device.AUTO,
                reproducible ? CachePrecision.F32 : CachePrecision.F16, reproducible,
                options);
    }

    /**
     * Starts a load with this engine, on one thread: ggml's threads spin at barriers, which takes seconds a token where
     * the processors are busy with something else.
     */
    public static LanguageModel.Builder load(Path file) {
        return LanguageModel.builder().file(file).engine("native").threads(1);
    }
}
