package dev.parlance.engine.jvm;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real models, which need not be there. */
public final class SharedFiles {
    private SharedFiles() {}

    /** Returns a file, or skips the test if it is not there. */
    public static Path require(String name) {
        Path path = Path.of(System.getProperty("parlance.shared", "../shared"), name);
        Assumptions.assumeTrue(Files.exists(path), () -> "needs " + path + "; set -Dparlance.shared");
        return path;
    }
}
