package dev.parlance.cli.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The most physical memory that this process had. */
final class PeakMemory {
    private PeakMemory() {}

    /** Returns it in bytes, or null where the system does not tell: only Linux does, as {@code VmHWM}. */
    static @Nullable Long bytes() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024).findFirst().orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
