package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.samplers.plugin.Avoid;
import dev.parlance.samplers.plugin.Broken;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class DiscoveryTest {
    @TempDir
    Path folder;

    @Test
    void allSamplersAreListedByNameWithTheirDocumentation() {
        assertThat(Samplers.available()).extracting(SamplerProvider::name)
                .isSorted().doesNotHaveDuplicates()
                .contains("avoid", "banned-strings", "greedy", "llama.cpp", "temperature");
        assertThat(Samplers.available()).allSatisfy(provider -> {
            assertThat(provider.description()).isNotBlank().doesNotContain("\n");
            assertThat(provider.parameters()).extracting(SamplerParameter::description).allSatisfy(
                    description -> assertThat(description).isNotBlank().doesNotContain("\n"));
        });
        SamplerProvider topK = Samplers.available().stream().filter(provider -> provider.name().equals("top-k"))
                .findFirst().orElseThrow();
        assertThat(topK.parameters()).extracting(SamplerParameter::toString)
                .containsExactly("k (an integer of at least 1, default 40)");
    }

    @Test
    void brokenProvidersHarmNoOther() throws IOException {
        String log = withProviders(() -> {
            assertThat(Samplers.parse("avoid,top-k=3")).hasToString("avoid(strength=1.0,words=),top-k=3");
            assertThat(Samplers.available()).extracting(SamplerProvider::name).contains("avoid", "greedy", "top-k")
                    .doesNotContain("broken");
        }, Broken.Constructor.class.getName(), Broken.Linkage.class.getName(), Broken.Name.class.getName(),
                "com.example.NotThere");
        assertThat(log).contains("no constructor today", "com/example/Missing", "no name today",
                "com.example.NotThere");
    }

    @Test
    void anUnknownNameIsExplainedByTheProvidersThatCanNotBeUsed() throws IOException {
        withProviders(() -> {
            assertThatIllegalArgumentException().isThrownBy(() -> Samplers.parse("broken=1"))
                    .withMessageStartingWith(
                            "sampler spec 'broken=1': no sampler 'broken'; there are: adaptive-p, avoid, ")
                    .withMessageContaining("not usable: ")
                    .withMessageContaining("no constructor today");
        }, Broken.Constructor.class.getName());
    }

    @Test
    void ofTwoProvidersWithOneNameTheFirstIsTakenAndTheOtherReported() throws IOException {
        String log = withProviders(() -> {
            assertThat(Samplers.parse("avoid")).isInstanceOf(Avoid.class);
        }, Broken.Impostor.class.getName());
        assertThat(log).contains(
                Broken.Impostor.class.getName() + ": the name 'avoid' is taken by " + Avoid.Provider.class.getName());
    }

    @Test
    void withoutAContextClassLoaderTheOwnOneIsUsed() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            assertThat(Samplers.parse("top-k=3")).isEqualTo(Samplers.topK(3));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void theModuleProvidesWhatTheClassPathDoes() throws IOException, URISyntaxException {
        Path classes = Path.of(Samplers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleDescriptor module;
        try (InputStream descriptor = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(descriptor);
        }
        List<String> onTheClassPath = Files
                .readAllLines(classes.resolve("META-INF/services").resolve(SamplerProvider.class.getName()));
        assertThat(module.provides()).singleElement().satisfies(
                provides -> assertThat(provides.providers()).containsExactlyElementsOf(onTheClassPath));
    }

    /** Runs something with more providers on the class path than there are; returns what is logged. */
    private String withProviders(Runnable action, String... names) throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.write(services.resolve(SamplerProvider.class.getName()), List.of(names));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            action.run();
        } finally {
            System.setErr(err);
            thread.setContextClassLoader(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
