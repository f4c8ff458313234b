package dev.parlance.engine.llamacpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The system that a process runs on, in the words of the natives artifacts.
 *
 * @param os {@code linux}, {@code mac}, {@code win}, or what Java calls another one
 * @param architecture {@code x64}, {@code arm64}, or what Java calls another one
 * @param musl whether its C library is musl, as on Alpine, which can not load libraries made for glibc
 */
record Platform(String os, String architecture, boolean musl) {
    /** Returns the platform of this process. */
    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"), usesMusl(Path.of("/proc/self/maps")));
    }

    /** Returns the platform that has Java's properties {@code os.name} and {@code os.arch}. */
    static Platform of(String osName, String osArch, boolean musl) {
        String name = osName.toLowerCase(Locale.ROOT);
        String os = name.startsWith("linux")
                ? "linux"
                : name.startsWith("mac") ? "mac" : name.startsWith("windows") ? "win" : name;
        String architecture = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x64" -> "x64";
            case "aarch64", "arm64" -> "arm64";
            default -> osArch;
        };
        return new Platform(os, architecture, musl);
    }

    /** Returns the operating system and the architecture, such as {@code linux-x64}. */
    String name() {
        return os + "-" + architecture;
    }

    /**
     * Whether the loader of a process is musl's. The process itself says so; that a musl is installed would not.
     *
     * @param maps the list of what is mapped into the process, or a file that does not exist
     */
    static boolean usesMusl(Path maps) {
        if (!Files.isReadable(maps)) {
            return false;
        }
        // The names of mapped files may be in any encoding.
        try (Stream<String> lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
