package dev.parlance.engine.llamacpp;

import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The llama.cpp of this process: there is one at most, since its libraries share their names and their state. It is
 * loaded when it is first asked for, checked, and never unloaded.
 *
 * @param folder where it was loaded from
 * @param version its version
 * @param cpuVariant the family of processors whose kernels ggml took, such as {@code haswell}
 * @param devices what it can compute on
 */
record LlamaLibrary(Path folder, String version, String cpuVariant, List<ComputeDevice> devices) {
    /** The variant that leaves the choice to ggml. */
    static final String BEST = "auto";

    private static final Logger LOG = LoggerFactory.getLogger(LlamaLibrary.class);
    private static final Pattern LLAMA_FILE = Pattern.compile(".*/libllama(?:\\.[^/]*)?\\.(?:so[.0-9]*|dylib)");

    private static @Nullable LlamaLibrary loaded;
    /** Why it can not be loaded in this process any more. */
    private static @Nullable String failure;

    /**
     * Loads llama.cpp, or returns what was loaded before.
     *
     * @param source the folder with its libraries
     * @param cpuVariant the family of processors whose kernels to take, or {@link #BEST}
     * @throws ModelLoadException if that is not possible, or if another folder or variant was taken before
     */
    static synchronized LlamaLibrary load(Path source, String cpuVariant) {
        if (failure != null) {
            throw new ModelLoadException(failure);
        }
        Path folder = source.toAbsolutePath().normalize();
        LlamaLibrary before = loaded;
        if (before != null) {
            before.checkSame(folder, cpuVariant);
            return before;
        }
        LibraryFolder files = new LibraryFolder(folder);
        List<Path> libraries = List.of(files.library("ggml-base"), files.library("ggml"), files.library("llama"));
        Optional<Path> variantFile = variantFile(files, cpuVariant);
        checkAlone();
        try {
            LlamaLibrary library = open(files, libraries, variantFile);
            LOG.info("llama.cpp {} from {}, CPU variant {}, devices {}", library.version, folder, library.cpuVariant,
                    library.devices);
            loaded = library;
            return library;
        } catch (LinkageError | RuntimeException e) {
            ModelLoadException refusal = e instanceof ModelLoadException known ? known : explain(folder, e);
            failure = String.valueOf(refusal.getMessage());
            throw refusal;
        }
    }

    private static LlamaLibrary open(LibraryFolder files, List<Path> libraries, Optional<Path> variantFile) {
        for (Path library : libraries) {
            System.load(library.toString());
        }
        String version = LlamaAbi.check();
        NativeLog.install();
        Containment.install();
        NativeLog.forget();
        String variant = loadBackends(files, variantFile);
        llama_h.llama_backend_init();
        if (llama_h.ggml_backend_reg_count() == 0) {
            throw new ModelLoadException("no backend of llama.cpp in " + files.path() + " works on this machine"
                    + " (CPU variants there: " + files.cpuVariants() + ")" + NativeLog.complaints());
        }
        return new LlamaLibrary(files.path(), version, variant, ComputeDevice.all());
    }

    /** Has ggml load its kernels for the CPU and other devices; returns the variant for the CPU. */
    private static String loadBackends(LibraryFolder files, Optional<Path> variantFile) {
        try (Arena arena = Arena.ofConfined()) {
            if (variantFile.isPresent()) {
                Path file = variantFile.get();
                if (llama_h.ggml_backend_load(arena.allocateFrom(file.toString())).address() == 0) {
                    throw new ModelLoadException("the CPU variant '" + LibraryFolder.variantOf(file)
                            + "' does not work on this machine; choose another with llamacpp.cpu-variant, or auto"
                            + NativeLog.complaints());
                }
                for (Path backend : files.otherBackends()) {
                    llama_h.ggml_backend_load(arena.allocateFrom(backend.toString()));
                }
                return LibraryFolder.variantOf(file);
            }
            try (NativeLog.Listening loads = NativeLog.listen("loaded CPU backend from ")) {
                llama_h.ggml_backend_load_all_from_path(arena.allocateFrom(files.path().toString()));
                return loads.found().map(path -> LibraryFolder.variantOf(Path.of(path))).orElse("generic");
            }
        }
    }

    private static Optional<Path> variantFile(LibraryFolder files, String variant) {
        if (variant.equals(BEST)) {
            return Optional.empty();
        }
        return Optional.of(files.cpuVariant(variant)
                .orElseThrow(() -> new ModelLoadException("option 'llamacpp.cpu-variant' is '" + variant
                        + "', but llama.cpp in " + files.path() + " has no such variant; expected auto or one of "
                        + files.cpuVariants())));
    }

    private void checkSame(Path wantedFolder, String wantedVariant) {
        if (!wantedFolder.equals(folder)) {
            throw new ModelLoadException("llama.cpp " + version + " from " + folder + " is loaded in this process,"
                    + " so that the one in " + wantedFolder + " can not be loaded too; use one folder for all models");
        }
        if (!wantedVariant.equals(BEST) && !wantedVariant.equals(cpuVariant)) {
            throw new ModelLoadException("the CPU variant '" + wantedVariant + "' is not possible: this process"
                    + " computes with '" + cpuVariant + "' since the first model was loaded; set llamacpp.cpu-variant"
                    + " for the first model, or in another process");
        }
    }

    /** Refuses if somebody else, such as another class loader or library, has loaded a llama.cpp already. */
    private static void checkAlone() {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return; // another system; its loader refuses only the same file
        }
        try (Stream<String> lines = Files.lines(maps)) {
            Optional<String> other = lines.filter(line -> LLAMA_FILE.matcher(line).matches()).findFirst();
            if (other.isPresent()) {
                throw new ModelLoadException("there is a llama.cpp in this process already, loaded by another class"
                        + " loader or library from " + other.get().substring(other.get().indexOf('/'))
                        + "; two would use each other's memory. Load parlance-engine-native in one class loader only,"
                        + " one that all applications share");
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.debug("can not see which libraries are loaded", e);
        }
    }

    private static ModelLoadException explain(Path folder, Throwable e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("already loaded in another classloader")) {
            return new ModelLoadException("llama.cpp is loaded by another class loader of this process (" + message
                    + "); load parlance-engine-native in one class loader only, one that all applications share", e);
        }
        if (e instanceof IllegalCallerException) {
            return new ModelLoadException("this JVM forbids native code; start it with"
                    + " --enable-native-access=ALL-UNNAMED, or with the module dev.parlance.engine.llamacpp", e);
        }
        return new ModelLoadException("llama.cpp in " + folder + " can not be loaded: " + message, e);
    }
}
