package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two web applications in one container, each with a copy of the engine. */
class SecondClassLoaderTest {

    @Test
    void theSecondOneIsRefusedAndTheFirstGoesOn() throws Exception {
        try (LanguageModel model = Needed.load(Needed.bundled()).load()) {
            assertThat(devicesInAnotherClassLoader()).contains("engine=native, devices=[]", "class loader",
                    "libllama", "one that all applications share");
            assertThat(model.generate(GenerationRequest.builder("Hello").maxTokens(4).build()).finishReason())
                    .isEqualTo(FinishReason.MAX_TOKENS);
        }
    }

    private static String devicesInAnotherClassLoader() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(classPath.toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Object builder = loader.loadClass(LanguageModel.class.getName()).getMethod("builder").invoke(null);
            return String.valueOf(
                    loader.loadClass(LanguageModel.Builder.class.getName()).getMethod("devices").invoke(builder));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
