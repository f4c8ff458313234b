package dev.parlance.engine.llamacpp;

import dev.parlance.ModelLoadException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with the libraries of one llama.cpp. Their names differ from build to build: {@code libllama.so},
 * {@code libllama.cuda.v0.5.0.so}, {@code libllama.so.0}, {@code llama.dll}, {@code libllama.metal.v0.4.0.dylib}.
 */
record LibraryFolder(Path path) {
    private static final String EXTENSION = "(?:so(?:\\.[0-9]+)*|dylib|dll)";
    private static final Pattern CPU_VARIANT = Pattern.compile("(?:lib)?ggml-cpu-([A-Za-z0-9_]+)\\." + EXTENSION);
    private static final Pattern OTHER_BACKEND = Pattern
            .compile("(?:lib)?ggml-(?!base\\b|cpu\\b)[a-z0-9]+\\." + EXTENSION);

    /**
     * Returns the file of one of the libraries that the bindings call.
     *
     * @param name {@code ggml-base}, {@code ggml} or {@code llama}
     * @throws ModelLoadException if there is none
     */
    Path library(String name) {
        Pattern pattern = Pattern.compile("(?:lib)?" + Pattern.quote(name) + "(?:\\..+)?\\." + EXTENSION);
        return matching(pattern).stream().min(Comparator.comparingInt(file -> file.toString().length()))
                .orElseThrow(() -> new ModelLoadException("the folder " + path + " has no library '" + name
                        + "' (expected a file such as lib" + name + ".so, " + name + ".dll or lib" + name
                        + ".dylib); it must hold all libraries of one llama.cpp"));
    }

    /** Returns the file with ggml's CPU kernels for one family of processors, if it is there. */
    Optional<Path> cpuVariant(String variant) {
        return matching(CPU_VARIANT).stream().filter(file -> variantOf(file).equals(variant)).findFirst();
    }

    /** Returns the names of the families of processors that there are kernels for, such as {@code haswell}. */
    List<String> cpuVariants() {
        return matching(CPU_VARIANT).stream().map(LibraryFolder::variantOf).sorted().toList();
    }

    /** Returns the files with kernels for other devices than the CPU. */
    List<Path> otherBackends() {
        return matching(OTHER_BACKEND);
    }

    /** Returns the variant that a file with CPU kernels is for, or {@code generic} if its name says none. */
    static String variantOf(Path file) {
        Matcher matcher = CPU_VARIANT.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "generic";
    }

    private List<Path> matching(Pattern pattern) {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> pattern.matcher(String.valueOf(file.getFileName())).matches()).sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelLoadException("can not read the folder " + path + " with the libraries of llama.cpp", e);
        }
    }
}
