package dev.parlance.engine.llamacpp;

import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.PackedFiles.PackedFile;
import dev.parlance.engine.llamacpp.PackedFiles.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts the libraries of a natives artifact where the system can load them: in a private folder that is named by their
 * content, so that they are written once and several versions stand side by side.
 * <p>
 * Any number of processes and threads may do it at once: each file is written under a name of its own, checked, and
 * renamed, so that a file under its right name is complete from the moment it is there. Files that are there already are
 * trusted only if size and SHA-256 are right, and written again if not; a process computes the SHA-256 of a file once, as
 * long as nobody changes it. Nothing else in the folders is ever changed.
 */
final class NativesExtraction {
    private static final Logger LOG = LoggerFactory.getLogger(NativesExtraction.class);
    private static final String UNFINISHED = ".part";

    /** Of a file that was written so little ago, a change may have left the time as it is. */
    private static final Duration TOO_YOUNG = Duration.ofSeconds(3);

    /** The state of a file, by which a change shows. */
    private record State(long size, FileTime modified, @Nullable Object key, String sha256) {
        static State of(BasicFileAttributes attributes, String sha256) {
            return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), sha256);
        }
    }

    /** The states in which files were found right. */
    private static final Map<Path, State> RIGHT = new ConcurrentHashMap<>();

    private final List<Path> roots;

    /**
     * Makes an extraction to one of several folders.
     *
     * @param roots the folders, the preferred one first; they need not exist
     */
    NativesExtraction(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** Returns the extraction to the user's folder for caches, or else to the one for temporary files. */
    static NativesExtraction forUser(Platform platform) {
        return new NativesExtraction(userFolders(platform, System.getenv(), System.getProperties()));
    }

    /** Returns where to extract to, as far as the environment and the system properties say. */
    static List<Path> userFolders(Platform platform, Map<String, String> environment, Properties properties) {
        String home = properties.getProperty("user.home", "");
        String user = properties.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        String caches = switch (platform.os()) {
            case "win" -> environment.getOrDefault("LOCALAPPDATA", "");
            case "mac" -> home + "/Library/Caches";
            default -> absolute(environment.getOrDefault("XDG_CACHE_HOME", ""))
                    ? environment.getOrDefault("XDG_CACHE_HOME", "")
                    : home + "/.cache";
        };
        List<Path> folders = new ArrayList<>();
        if (absolute(caches)) {
            folders.add(Path.of(caches, "parlance", "natives"));
        }
        String temporary = properties.getProperty("java.io.tmpdir", "");
        if (absolute(temporary)) {
            folders.add(Path.of(temporary, "parlance-natives-" + user));
        }
        return folders;
    }

    /** Whether a text is an absolute path; the home of a user without a name is {@code ?}. */
    private static boolean absolute(String path) {
        try {
            return !path.isEmpty() && Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false; // letters that the file system can not have, as in the C locale
        }
    }

    /**
     * Extracts an artifact's files, unless they are there.
     *
     * @param artifact the name of the artifact
     * @return the folder that holds them, and no others
     * @throws ModelLoadException if no folder can be used; the message says why, for each
     */
    Path extract(String artifact, PackedFiles files, Source source) {
        List<IOException> failures = new ArrayList<>();
        for (Path root : roots) {
            try {
                return extractTo(root, artifact + "-" + files.contentHash(), files, source);
            } catch (IOException e) {
                LOG.debug("can not extract to {}", root, e);
                failures.add(e);
            }
        }
        StringBuilder message = new StringBuilder("can not extract the natives " + artifact + " to any of " + roots
                + "; make one of them writable, or extract the jar yourself and name the folder with the option"
                + " llamacpp.library-path");
        failures.forEach(failure -> message.append("\n  ").append(failure));
        ModelLoadException failed = new ModelLoadException(message.toString());
        failures.forEach(failed::addSuppressed);
        throw failed;
    }

    private static Path extractTo(Path root, String name, PackedFiles files, Source source) throws IOException {
        PrivateFolder.ensure(root);
        Path folder = root.resolve(name);
        PrivateFolder.ensure(folder);
        for (PackedFile file : files.files()) {
            if (!isThere(folder, file)) {
                write(folder, file, source);
            }
        }
        checkNothingElse(folder, files);
        return folder;
    }

    private static boolean isThere(Path folder, PackedFile file) throws IOException {
        Path path = folder.resolve(file.name());
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || attributes.size() != file.size()) {
                return false;
            }
            State state = State.of(attributes, file.sha256());
            if (state.equals(RIGHT.get(path))) {
                return true;
            }
            Instant before = Instant.now();
            try (InputStream in = Files.newInputStream(path)) {
                if (!copy(in, OutputStream.nullOutputStream(), file.size()).equals(file.sha256())) {
                    return false;
                }
            }
            if (attributes.lastModifiedTime().toInstant().plus(TOO_YOUNG).isBefore(before)) {
                RIGHT.put(path, state);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false; // also when somebody removes it between the look and the read
        }
    }

    private static void write(Path folder, PackedFile file, Source source) throws IOException {
        Path unfinished = Files.createTempFile(folder, file.name(), UNFINISHED);
        try {
            String hash;
            try (InputStream in = source.open(file.name()); OutputStream out = Files.newOutputStream(unfinished)) {
                hash = copy(in, out, file.size());
            }
            if (!hash.equals(file.sha256())) {
                throw new IOException("the artifact's " + file.name() + " is damaged: expected " + file.size()
                        + " bytes with SHA-256 " + file.sha256() + ", actual SHA-256 " + hash);
            }
            try {
                Files.move(unfinished, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // Windows does not replace a library in use. If it is in use it may be right by now.
                if (!isThere(folder, file)) {
                    throw e;
                }
            }
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Copies at most one byte more than expected, which is enough to tell; returns the SHA-256. */
    private static String copy(InputStream in, OutputStream out, long expectedSize) throws IOException {
        MessageDigest digest = PackedFiles.sha256();
        byte[] buffer = new byte[1 << 16];
        long left = expectedSize + 1;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                break;
            }
            digest.update(buffer, 0, count);
            out.write(buffer, 0, count);
            left -= count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Refuses a folder with more in it: ggml would load a library by its name. */
    private static void checkNothingElse(Path folder, PackedFiles files) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!files.has(name) && !name.endsWith(UNFINISHED)) {
                    throw new FileSystemException(entry.toString(), null,
                            "not a part of the artifact, but in its folder; remove it");
                }
            }
        }
    }
}
