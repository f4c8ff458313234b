package dev.parlance.engine.llamacpp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the module natives has packed in this build. */
final class PackedNatives {
    private static final Path TARGET = Path.of(System.getProperty("basedir", "."))
            .resolveSibling("natives/target/natives");

    private PackedNatives() {}

    /** Returns the folder with an artifact's libraries; skips the test if this build has not packed them. */
    static Path folder(NativesArtifact artifact) throws IOException {
        Path folder = TARGET.resolve(artifact.classifier()).resolve(artifact.resource("")).toAbsolutePath().normalize();
        Path missing = folder.resolve("missing.txt");
        String reason = Files.exists(missing)
                ? Files.readString(missing).strip()
                : "use mvn verify -Pnatives-" + artifact.classifier();
        assumeTrue(Files.exists(folder.resolve("files.txt")),
                "this build has not packed the natives " + artifact.classifier() + ": " + reason);
        return folder;
    }
}
