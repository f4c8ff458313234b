package dev.parlance.engine.llamacpp;

import dev.parlance.Device;
import dev.parlance.ModelLoadException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where llama.cpp's libraries are: in a folder that the user names, in a natives artifact on the class path, or in the
 * system. Looking for them writes nothing and loads nothing.
 */
sealed interface Natives {
    /**
     * Libraries in a folder.
     *
     * @param folder the folder; it exists, and nobody looked into it unless it is the system's
     */
    record InFolder(Path folder) implements Natives {}

    /**
     * Libraries in a jar.
     *
     * @param artifact the artifact
     * @param files its files
     * @param source opens them
     * @param extraction puts them into a folder
     */
    record Packed(NativesArtifact artifact, PackedFiles files, PackedFiles.Source source,
            NativesExtraction extraction) implements Natives {
        @Override
        public Path folder() {
            return extraction.extract(artifact.classifier(), files, source);
        }
    }

    /**
     * No libraries.
     *
     * @param reason why, and what to do, without a period at the end
     */
    record Missing(String reason) implements Natives {
        @Override
        public Path folder() {
            throw new ModelLoadException(reason);
        }
    }

    /**
     * Returns a folder to load the libraries from; extracts them if need be.
     *
     * @throws ModelLoadException if there are none, or if they can not be extracted
     */
    Path folder();

    /**
     * Finds the libraries for this process.
     *
     * @param named the folder that the user names
     * @param device what they must be able to compute on, as far as that can be told before they are loaded
     */
    static Natives find(Optional<Path> named, Device device) {
        Platform platform = Platform.current();
        return find(named, device, platform, ResourceLoader.get(), NativesExtraction.forUser(platform),
                SystemLibraries.folders(platform, System.getProperty("java.library.path", "")));
    }

    /** As above, for any platform and any place to look in. */
    static Natives find(Optional<Path> named, Device device, Platform platform, ClassLoader loader,
            NativesExtraction extraction, List<Path> systemFolders) {
        if (named.isPresent()) {
            Path folder = named.get();
            return Files.isDirectory(folder)
                    ? new InFolder(folder)
                    : new Missing("option 'llamacpp.library-path' is '" + folder
                            + "', expected a folder with llama.cpp's libraries");
        }
        List<String> tried = new ArrayList<>();
        Optional<Natives> found = onClassPath(device, platform, loader, extraction, tried)
                .or(() -> SystemLibraries.find(systemFolders, tried).map(InFolder::new));
        return found.orElseGet(() -> new Missing(String.join("; ", reasons(device, platform, tried))));
    }

    private static Optional<Natives> onClassPath(Device device, Platform platform, ClassLoader loader,
            NativesExtraction extraction, List<String> tried) {
        if (platform.musl()) {
            return Optional.empty();
        }
        for (NativesArtifact artifact : NativesArtifact.of(platform, device)) {
            try {
                Optional<byte[]> list = read(loader, artifact.resource("files.txt"));
                if (list.isPresent()) {
                    return Optional.of(new Packed(artifact, PackedFiles.parse(list.get()),
                            name -> open(loader, artifact.resource(name)), extraction));
                }
                read(loader, artifact.resource("missing.txt")).ifPresent(why -> tried.add("the artifact "
                        + artifact.coordinates() + " on the class path was built without libraries: "
                        + new String(why, StandardCharsets.UTF_8).strip()));
            } catch (IOException e) {
                tried.add("the artifact " + artifact.coordinates() + " on the class path is damaged: "
                        + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static List<String> reasons(Device device, Platform platform, List<String> tried) {
        List<String> reasons = new ArrayList<>();
        reasons.add("no llama.cpp was found for " + platform.name() + (platform.musl() ? " with musl" : "")
                + (device == Device.AUTO ? "" : " and the device " + device));
        reasons.addAll(tried);
        List<NativesArtifact> artifacts = NativesArtifact.of(platform, device);
        if (platform.musl()) {
            reasons.add("the natives artifacts are made for glibc, and this JVM runs on musl (as on Alpine): use an"
                    + " image with glibc, or install the system's own llama.cpp, " + LlamaAbi.SUPPORTED);
        } else if (artifacts.isEmpty()) {
            reasons.add("there is no natives artifact for that; install llama.cpp " + LlamaAbi.SUPPORTED
                    + " in the system, or name a folder that has one with the option llamacpp.library-path");
        } else {
            reasons.add("add the artifact " + artifacts.getLast().coordinates()
                    + ", or name a folder with the option llamacpp.library-path");
        }
        return reasons;
    }

    private static Optional<byte[]> read(ClassLoader loader, String resource) throws IOException {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    private static InputStream open(ClassLoader loader, String resource) throws IOException {
        InputStream in = loader.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("the artifact lists " + resource + " but does not have it");
        }
        return in;
    }
}
