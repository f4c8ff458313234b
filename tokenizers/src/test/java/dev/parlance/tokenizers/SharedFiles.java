package dev.parlance.tokenizers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parlance.gguf.GgufFile;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** Real vocabularies and models; a test that needs one which is not there is skipped. */
final class SharedFiles {
    private static final Map<String, Tokenizer> TOKENIZERS = new ConcurrentHashMap<>();

    private SharedFiles() {}

    /** Returns a file below the folder that the system property {@code parlance.shared} names. */
    static Path file(String name) {
        Path file = path(name);
        assumeTrue(Files.exists(file), () -> needs(file));
        return file;
    }

    /** Returns where a file is, if it is there. */
    static Path path(String name) {
        return Path.of(System.getProperty("parlance.shared", "shared")).resolve(name);
    }

    private static String needs(Path file) {
        return "needs " + file + " (system property parlance.shared)";
    }

    /** Skips properties, to which an assumption is no reason to be skipped. */
    static final class Needed implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            Path file = path("vocab");
            return Files.exists(file) ? SkipResult.doNotSkip() : SkipResult.skip(needs(file));
        }
    }

    /** Returns the tokenizer of one of llama.cpp's vocabularies, such as {@code llama-bpe}. */
    static Tokenizer vocabulary(String name) {
        return tokenizer("vocab/ggml-vocab-" + name + ".gguf");
    }

    /** Returns the tokenizer of a model file. */
    static Tokenizer tokenizer(String file) {
        return TOKENIZERS.computeIfAbsent(file, SharedFiles::load);
    }

    /** Returns the tokenizer of a {@code tokenizer.json}. */
    static Tokenizer document(String file) {
        return TOKENIZERS.computeIfAbsent(file, name -> Tokenizer.read(file(name)));
    }

    /** Makes the tokenizer of a model file anew. */
    static Tokenizer load(String file) {
        return create(GgufFile.read(file(file)).metadata());
    }

    /** Makes the tokenizer with the one provider that wants to. */
    static Tokenizer create(ModelMetadata metadata) {
        return ServiceLoader.load(TokenizerProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.supports(metadata) instanceof Support.Yes).findFirst().orElseThrow()
                .create(metadata);
    }
}
