package dev.parlance.model.stories;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model of a few million weights that tells simple English stories and answers questions about them, in Q8_0. Its card
 * says how it was made and what it can not do.
 *
 * <pre>{@code
 * try (LanguageModel model = LanguageModel.load(StoriesModel.file())) {
 *     System.out.println(model.generate("Once upon a time").text());
 * }
 * }</pre>
 */
public final class StoriesModel {
    private static final String RESOURCE = "stories-q8_0.gguf";

    private StoriesModel() {}

    /** Opens the model as it is in the jar, in GGUF. */
    public static InputStream open() throws IOException {
        InputStream in = StoriesModel.class.getResourceAsStream(RESOURCE);
        if (in == null) {
            throw new FileNotFoundException(RESOURCE + " is missing beside " + StoriesModel.class.getName()
                    + "; the jar was put together without its resources");
        }
        return in;
    }

    /**
     * Returns the model as a file, for engines read files: written once to the user's folder for caches or else to that for
     * temporary files, under a name that tells its content. Any number of processes may ask at once.
     *
     * @throws UncheckedIOException if neither folder can be written
     */
    public static Path file() {
        try (InputStream in = open()) {
            byte[] content = in.readAllBytes();
            String name = "stories-" + HexFormat.of().formatHex(sha256(content), 0, 8) + ".gguf";
            IOException failure = new IOException("no folder to write the bundled model to");
            for (Path folder : folders()) {
                try {
                    return write(folder.resolve(name), content);
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
            throw failure;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, byte[] content) throws IOException {
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return file;
        }
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path unfinished = Files.createTempFile(folder, "stories", ".part");
        try {
            Files.write(unfinished, content);
            return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Iterable<Path> folders() {
        String home = System.getProperty("user.home", "");
        String os = System.getProperty("os.name", "");
        String caches = os.startsWith("Windows")
                ? System.getenv().getOrDefault("LOCALAPPDATA", "")
                : os.startsWith("Mac")
                        ? home + "/Library/Caches"
                        : System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache");
        return Stream.of(caches, System.getProperty("java.io.tmpdir", "")).flatMap(name -> absolute(name).stream())
                .map(folder -> folder.resolve("parlance").resolve("models")).toList();
    }

    /** Returns an absolute path; the home of a user without a name is {@code ?}, which is none. */
    private static Optional<Path> absolute(String name) {
        try {
            return Optional.of(Path.of(name)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
