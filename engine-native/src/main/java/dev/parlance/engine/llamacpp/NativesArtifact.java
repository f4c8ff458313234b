package dev.parlance.engine.llamacpp;

import dev.parlance.Device;

import java.util.List;
import java.util.stream.Stream;

/** The jars with llama.cpp's libraries; those of one platform in the order in which they are preferred. */
enum NativesArtifact {
    LINUX_X64_CUDA("linux-x64", "-cuda", Device.CUDA),
    LINUX_X64_VULKAN("linux-x64", "-vulkan", Device.VULKAN),
    LINUX_X64("linux-x64", "", Device.CPU),
    LINUX_ARM64("linux-arm64", "", Device.CPU),
    MAC_ARM64_METAL("mac-arm64", "-metal", Device.METAL),
    MAC_X64("mac-x64", "", Device.CPU),
    WIN_X64_CUDA("win-x64", "-cuda", Device.CUDA),
    WIN_X64("win-x64", "", Device.CPU),
    WIN_ARM64("win-arm64", "", Device.CPU);

    private final String platform;
    private final String classifier;
    private final Device best;

    NativesArtifact(String platform, String suffix, Device best) {
        this.platform = platform;
        this.classifier = platform + suffix;
        this.best = best;
    }

    /**
     * Returns the artifacts for a platform that can compute on a device. All have the CPU, so that for {@code AUTO} and
     * {@code CPU} it is the same ones in the same order: the process has only one llama.cpp, and the first model shall
     * not keep a later one from its device.
     */
    static List<NativesArtifact> of(Platform platform, Device device) {
        return Stream.of(values()).filter(artifact -> artifact.platform.equals(platform.name()))
                .filter(artifact -> artifact.has(device)).toList();
    }

    private boolean has(Device device) {
        return device == Device.AUTO || device == Device.CPU || device == best;
    }

    /** Returns the classifier of the artifact, such as {@code linux-x64-cuda}. */
    String classifier() {
        return classifier;
    }

    /** Returns how a build names the artifact. */
    String coordinates() {
        return "dev.parlance:parlance-natives with the classifier " + classifier;
    }

    /** Returns the name of a resource in the artifact's folder. */
    String resource(String name) {
        return "dev/parlance/natives/" + classifier + "/" + name;
    }
}
