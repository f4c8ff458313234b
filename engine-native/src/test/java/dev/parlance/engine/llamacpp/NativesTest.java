package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.Device;
import dev.parlance.ModelLoadException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class NativesTest {
    private static final Platform LINUX = new Platform("linux", "x64", false);
    private static final SmallArtifact ARTIFACT = SmallArtifact.of(1);

    @TempDir
    Path temporary;

    private final Map<String, byte[]> resources = new HashMap<>();
    private final List<Path> systemFolders = new ArrayList<>();

    @Test
    void aNamedFolderComesFirst() throws Exception {
        put(NativesArtifact.LINUX_X64);
        installInSystem();

        assertThat(find(Optional.of(temporary), Device.AUTO, LINUX)).isEqualTo(new Natives.InFolder(temporary));
    }

    @Test
    void aNamedFolderThatIsNoneIsRefusedAndNothingElseIsTaken() {
        put(NativesArtifact.LINUX_X64);
        Path none = temporary.resolve("none");

        Natives natives = find(Optional.of(none), Device.AUTO, LINUX);

        assertThat(reason(natives)).contains("llamacpp.library-path", none.toString(), "expected a folder");
        assertThatThrownBy(natives::folder).isInstanceOf(ModelLoadException.class).hasMessage(reason(natives));
    }

    @Test
    void anArtifactOnTheClassPathComesBeforeTheSystem() throws Exception {
        put(NativesArtifact.LINUX_X64);
        installInSystem();

        Path folder = find(Optional.empty(), Device.AUTO, LINUX).folder();

        assertThat(folder.getFileName().toString()).startsWith("linux-x64-");
        assertThat(folder.resolve("libggml-65537.so")).hasBinaryContent(ARTIFACT.contents().get("libggml-65537.so"));
    }

    @Test
    void theSystemComesLast() throws Exception {
        installInSystem();

        assertThat(find(Optional.empty(), Device.AUTO, LINUX).folder()).isEqualTo(temporary);
    }

    @Test
    void anArtifactForAnAcceleratorIsPreferredWhetherOrNotTheFirstModelUsesIt() {
        put(NativesArtifact.LINUX_X64);
        put(NativesArtifact.LINUX_X64_VULKAN);

        for (Device device : List.of(Device.AUTO, Device.CPU, Device.VULKAN)) {
            assertThat(find(Optional.empty(), device, LINUX)).isInstanceOfSatisfying(Natives.Packed.class,
                    packed -> assertThat(packed.artifact()).isEqualTo(NativesArtifact.LINUX_X64_VULKAN));
        }
    }

    @Test
    void aDeviceThatNoArtifactHereHasNeedsAnotherOneWhichIsNamed() {
        put(NativesArtifact.LINUX_X64);

        assertThat(reason(find(Optional.empty(), Device.CUDA, LINUX))).contains("CUDA", "linux-x64",
                "parlance-natives with the classifier linux-x64-cuda");
        assertThat(reason(find(Optional.empty(), Device.METAL, LINUX))).contains("METAL",
                "there is no natives artifact for that");
    }

    @Test
    void withoutNativesTheArtifactForThePlatformIsNamed() {
        assertThat(reason(find(Optional.empty(), Device.AUTO, LINUX))).contains("classifier linux-x64,");
        assertThat(reason(find(Optional.empty(), Device.AUTO, new Platform("mac", "arm64", false))))
                .contains("classifier mac-arm64-metal,");
        assertThat(reason(find(Optional.empty(), Device.AUTO, new Platform("linux", "riscv64", false))))
                .contains("linux-riscv64", "install llama.cpp 0.4.x to 0.5.x");
    }

    @Test
    void onMuslTheArtifactsAreNotTriedButTheSystemIs() throws Exception {
        put(NativesArtifact.LINUX_X64);
        Platform musl = new Platform("linux", "x64", true);

        assertThat(reason(find(Optional.empty(), Device.AUTO, musl))).contains("musl", "Alpine", "glibc");
        installInSystem();
        assertThat(find(Optional.empty(), Device.AUTO, musl).folder()).isEqualTo(temporary);
    }

    @Test
    void anArtifactBuiltWithoutNpmSaysSo() {
        resources.put(NativesArtifact.LINUX_X64.resource("missing.txt"),
                "npm was not there.\n".getBytes(StandardCharsets.UTF_8));

        assertThat(reason(find(Optional.empty(), Device.AUTO, LINUX)))
                .contains("was built without libraries: npm was not there.");
    }

    @Test
    void aDamagedArtifactSaysSo() {
        resources.put(NativesArtifact.LINUX_X64.resource("files.txt"), "?".getBytes(StandardCharsets.UTF_8));

        assertThat(reason(find(Optional.empty(), Device.AUTO, LINUX))).contains("linux-x64", "damaged", "line 1");
    }

    @Test
    void anArtifactThatLacksAListedFileSaysSoWhenItIsExtracted() {
        put(NativesArtifact.LINUX_X64);
        String lost = NativesArtifact.LINUX_X64.resource("libggml-1.so");
        resources.remove(lost);

        assertThatThrownBy(() -> find(Optional.empty(), Device.AUTO, LINUX).folder())
                .isInstanceOf(ModelLoadException.class).hasMessageContaining(lost);
    }

    private Natives find(Optional<Path> named, Device device, Platform platform) {
        ClassLoader loader = new ClassLoader(null) {
            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                byte[] content = resources.get(name);
                return content == null ? null : new ByteArrayInputStream(content);
            }
        };
        return Natives.find(named, device, platform, loader,
                new NativesExtraction(List.of(temporary.resolve("cache"))), systemFolders);
    }

    private void put(NativesArtifact artifact) {
        resources.put(artifact.resource("files.txt"), ARTIFACT.list());
        ARTIFACT.contents().forEach((name, content) -> resources.put(artifact.resource(name), content));
    }

    private void installInSystem() throws Exception {
        for (String name : List.of("libllama.so", "libggml.so", "libggml-base.so")) {
            Files.createFile(temporary.resolve(name));
        }
        systemFolders.add(temporary);
    }

    private static String reason(Natives natives) {
        assertThat(natives).isInstanceOf(Natives.Missing.class);
        return ((Natives.Missing) natives).reason();
    }
}
