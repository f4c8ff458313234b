package dev.parlance.engine.llamacpp;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for a llama.cpp that is installed in the system, as package managers do it: {@code libllama}, {@code libggml} and
 * {@code libggml-base} in one folder for libraries.
 */
final class SystemLibraries {
    private static final Pattern VERSION = Pattern.compile("(?<![0-9])([0-9]+\\.[0-9]+\\.[0-9]+)(?![0-9])");
    private static final List<String> NEEDED = List.of("llama", "ggml", "ggml-base");

    private SystemLibraries() {}

    /** Returns the folders where the system's libraries are, the ones that Java was told of first. */
    static List<Path> folders(Platform platform, String javaLibraryPath) {
        List<String> names = new ArrayList<>(List.of(javaLibraryPath.split(File.pathSeparator)));
        switch (platform.os()) {
            case "win" -> {
            }
            case "mac" -> names.addAll(List.of("/opt/homebrew/lib", "/usr/local/lib"));
            default -> {
                String processor = platform.architecture().equals("arm64") ? "aarch64" : "x86_64";
                names.addAll(List.of("/usr/local/lib", "/usr/local/lib64", "/usr/lib64", "/usr/lib",
                        "/usr/lib/" + processor + "-linux-gnu", "/home/linuxbrew/.linuxbrew/lib"));
            }
        }
        Set<Path> folders = new LinkedHashSet<>();
        for (String name : names) {
            try {
                Path folder = Path.of(name).normalize();
                // Never the working directory, which Java has in its path on some systems: anybody may have put it there.
                if (folder.isAbsolute()) {
                    folders.add(folder);
                }
            } catch (InvalidPathException e) {
                // Java was told of something that can not be a folder.
            }
        }
        return List.copyOf(folders);
    }

    /**
     * Returns the first of the folders that has a llama.cpp whose version, if its file name tells one, is supported. A
     * library that tells none is checked when it is loaded.
     *
     * @param refused gets a sentence for each that is not supported
     */
    static Optional<Path> find(List<Path> folders, List<String> refused) {
        for (Path folder : folders) {
            List<Optional<Path>> libraries = NEEDED.stream().map(name -> library(folder, name)).toList();
            if (libraries.stream().anyMatch(Optional::isEmpty)) {
                continue;
            }
            Optional<String> version = libraries.getFirst().flatMap(SystemLibraries::version);
            if (version.isEmpty() || LlamaAbi.fits(version.get())) {
                return Optional.of(folder);
            }
            refused.add("llama.cpp in " + folder + " has the version " + version.get() + ", expected "
                    + LlamaAbi.SUPPORTED);
        }
        return Optional.empty();
    }

    private static Optional<Path> library(Path folder, String name) {
        Pattern file = Pattern.compile("(lib)?" + Pattern.quote(name) + "(\\.[0-9.]+)?\\.(so(\\.[0-9.]+)?|dylib|dll)");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> file.matcher(String.valueOf(entry.getFileName())).matches()).sorted()
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // a folder that this user may not see is none
        }
    }

    /** Returns the version in the name of the file that a library's links end at. */
    private static Optional<String> version(Path library) {
        try {
            Matcher matcher = VERSION.matcher(String.valueOf(library.toRealPath().getFileName()));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a link to nothing; loading it will say so
        }
    }
}
