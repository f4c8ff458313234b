package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parlance.ModelLoadException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class NativesExtractionTest {
    private static final SmallArtifact ARTIFACT = SmallArtifact.of(1);
    private static final String MIDDLE = "libggml-65536.so";

    @TempDir
    Path temporary;
    Path root = Path.of("");

    @BeforeEach
    void nameRoot() {
        root = temporary.resolve("cache").resolve("natives");
    }

    @Test
    void theFolderHasExactlyTheFilesOfTheArtifactAndOnlyItsOwnerMayEnter() throws IOException {
        Path folder = extract();

        assertComplete(folder);
        assertThat(folder).isEqualTo(root.resolve("test-" + ARTIFACT.files().contentHash()));
        if (isPosix()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root))).isEqualTo("rwx------");
        }
    }

    @Test
    void whatIsThereIsNotWrittenAgain() throws IOException {
        Path file = extract().resolve(MIDDLE);
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(file, longAgo);

        PackedFiles.Source closed = name -> {
            throw new IOException("opened " + name);
        };
        new NativesExtraction(List.of(root)).extract("test", ARTIFACT.files(), closed);

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
    }

    @Test
    void anotherContentGetsAnotherFolder() throws IOException {
        SmallArtifact other = SmallArtifact.of(2);

        assertThat(new NativesExtraction(List.of(root)).extract("test", other.files(), other)).isNotEqualTo(extract());
        assertComplete(extract());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "truncated", "longer", "missing"})
    void aTamperedFileIsWrittenAgain(String damage) throws IOException {
        Path file = extract().resolve(MIDDLE);
        byte[] content = Files.readAllBytes(file);
        switch (damage) {
            case "flipped" -> content[content.length / 2] ^= 1;
            case "truncated" -> content = Arrays.copyOf(content, 7);
            case "longer" -> content = Arrays.copyOf(content, content.length + 1);
            default -> Files.delete(file);
        }
        if (Files.exists(file)) {
            Files.write(file, content);
        }

        assertComplete(extract());
    }

    /** A file that was found right is not read again, unless its time, its size or itself has changed. */
    @ParameterizedTest
    @ValueSource(strings = {"flipped", "replaced", "truncated", "missing"})
    void aFileThatWasRightIsWrittenAgainOnceItIsNot(String damage) throws IOException {
        Path file = extract().resolve(MIDDLE);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        extract();
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        switch (damage) {
            case "flipped" -> Files.write(file, content);
            case "replaced" -> {
                assumeTrue(isPosix(), "files have no identity here");
                Files.move(Files.write(temporary.resolve("other"), content), file, StandardCopyOption.REPLACE_EXISTING);
                Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            }
            case "truncated" -> {
                Files.write(file, Arrays.copyOf(content, 7));
                Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            }
            default -> Files.delete(file);
        }

        assertComplete(extract());
    }

    @Test
    void aLinkInPlaceOfAFileIsReplacedAndItsTargetLeftAlone() throws IOException {
        assumePosix();
        Path file = extract().resolve(MIDDLE);
        Path target = Files.move(file, temporary.resolve("elsewhere"));
        Files.createSymbolicLink(file, target);

        assertComplete(extract());
        assertThat(file).isRegularFile();
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(target).exists();
    }

    @Test
    void aLibraryThatIsNotPartOfTheArtifactIsRefusedAndKept() throws IOException {
        Path stranger = Files.writeString(extract().resolve("libggml-cpu-other.so"), "?");

        assertThatThrownBy(this::extract).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("libggml-cpu-other.so").hasMessageContaining("remove it");
        assertThat(stranger).exists();
    }

    @Test
    void whatAKilledProcessLeftIsNoObstacleAndKept() throws IOException {
        Path left = Files.writeString(extract().resolve(MIDDLE + "123.part"), "half");

        extract();

        assertThat(left).hasContent("half");
    }

    @Test
    void aDamagedArtifactIsRefusedAndLeavesNothing() {
        PackedFiles.Source damaged = name -> {
            byte[] content = ARTIFACT.open(name).readAllBytes();
            if (name.equals(MIDDLE)) {
                content[0] ^= 1;
            }
            return new ByteArrayInputStream(content);
        };

        assertThatThrownBy(() -> extract(damaged)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining(MIDDLE + " is damaged").hasMessageContaining("65536 bytes");
        assertThat(namesBelow(root)).doesNotContain(MIDDLE).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void aMissingFileIsNamed() {
        PackedFiles.Source lacking = name -> ARTIFACT.open(name.equals(MIDDLE) ? "none.so" : name);

        assertThatThrownBy(() -> extract(lacking)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("none.so is not in the artifact");
        assertThat(namesBelow(root)).noneMatch(name -> name.endsWith(".part"));
    }

    /** As when the disk is full: a write fails in the middle of a file. */
    @Test
    void aFailureInTheMiddleOfAFileLeavesNoPartOfIt() throws IOException {
        PackedFiles.Source breaking = name -> new InputStream() {
            private final InputStream content = ARTIFACT.open(name);

            @Override
            public int read() throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = content.read(buffer, offset, Math.min(length, 1000));
                return name.equals(MIDDLE) && content.available() < 30_000 ? read() : count;
            }
        };

        assertThatThrownBy(() -> extract(breaking)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("No space left on device").hasMessageContaining(root.toString())
                .hasMessageContaining("llamacpp.library-path");
        assertThat(namesBelow(root)).doesNotContain(MIDDLE).noneMatch(name -> name.endsWith(".part"));
        assertComplete(extract());
    }

    @Test
    void theNextFolderIsTakenIfTheFirstCanNotBeWritten() throws IOException {
        Path unwritable = Files.writeString(temporary.resolve("file"), "not a folder").resolve("natives");

        Path folder = new NativesExtraction(List.of(unwritable, root)).extract("test", ARTIFACT.files(), ARTIFACT);

        assertThat(folder).startsWith(root);
        assertComplete(folder);
    }

    @Test
    void aFolderThatMayOnlyBeReadIsEnoughIfAllIsThere() throws IOException {
        assumePosix();
        Path folder = extract();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        try {
            assertThat(extract()).isEqualTo(folder);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatOthersCanWriteIsRefused() throws IOException {
        assumePosix();
        Files.setPosixFilePermissions(extract(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(this::extract).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("can be written by other users").hasMessageContaining("rwx------");
    }

    @Test
    void aFolderOfAnotherUserIsRefused() throws IOException {
        assumePosix();
        Path folder = extract();
        try {
            Files.setAttribute(folder, "unix:uid", 54_321);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            assumeTrue(false, "only root can give a folder to another user: " + e);
        }

        assertThatThrownBy(this::extract).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("belongs to the user 54321");
    }

    @Test
    void aLinkInPlaceOfTheFolderIsRefused() throws IOException {
        assumePosix();
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createDirectories(root.getParent());
        Files.createSymbolicLink(root, elsewhere);

        assertThatThrownBy(this::extract).isInstanceOf(ModelLoadException.class).hasMessageContaining("link");
        assertThat(namesBelow(elsewhere)).isEmpty();
    }

    @Test
    void pathsMayHaveAnyLetters() throws IOException {
        root = temporary.resolve("na\u00efve \u65e5\u672c\u8a9e \ud83d\ude80");

        assertComplete(extract());
    }

    @Test
    void threadsMayExtractAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Path>> tasks = Collections.nCopies(32, this::extract);
            Set<Path> folders = new HashSet<>();
            for (Future<Path> future : threads.invokeAll(tasks)) {
                folders.add(future.get());
            }
            assertThat(folders).hasSize(1);
            assertComplete(folders.iterator().next());
        }
    }

    @Test
    void processesMayExtractAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), InProcess.class.getName(), root.toString())
                    .redirectErrorStream(true).redirectOutput(temporary.resolve("log" + i).toFile()).start());
        }
        for (int i = 0; i < processes.size(); i++) {
            assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(processes.get(i).exitValue()).as(Files.readString(temporary.resolve("log" + i))).isZero();
        }

        assertComplete(extract());
    }

    /** Extracts again and again to the folder that it is given, and spoils a file in between. */
    static final class InProcess {
        private InProcess() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            for (int i = 0; i < 20; i++) {
                Path folder = new NativesExtraction(List.of(root)).extract("test", ARTIFACT.files(), ARTIFACT);
                Files.deleteIfExists(folder.resolve(MIDDLE));
            }
        }
    }

    @Test
    void theUsersFolderForCachesComesBeforeTheOneForTemporaryFiles() {
        assumePosix();
        Properties properties = properties("/home/me", "m\u00e9/..", "/tmp");
        Map<String, String> environment = new HashMap<>();

        assertThat(folders("Linux", environment, properties)).containsExactly(
                Path.of("/home/me/.cache/parlance/natives"), Path.of("/tmp/parlance-natives-m__.."));
        assertThat(folders("Mac OS X", environment, properties).getFirst())
                .isEqualTo(Path.of("/home/me/Library/Caches/parlance/natives"));
        environment.put("XDG_CACHE_HOME", "/var/cache/me");
        assertThat(folders("Linux", environment, properties).getFirst())
                .isEqualTo(Path.of("/var/cache/me/parlance/natives"));
        environment.put("XDG_CACHE_HOME", "relative");
        assertThat(folders("Linux", environment, properties).getFirst())
                .isEqualTo(Path.of("/home/me/.cache/parlance/natives"));
    }

    @Test
    void aUserWithoutAHomeHasTheFolderForTemporaryFiles() {
        assumePosix();
        assertThat(folders("Linux", Map.of(), properties("?", "?", "/tmp")))
                .containsExactly(Path.of("/tmp/parlance-natives-_"));
    }

    @ParameterizedTest
    @EnumSource
    void realArtifactsAreExtracted(NativesArtifact artifact) throws IOException {
        Path packed = PackedNatives.folder(artifact);
        PackedFiles files = PackedFiles.parse(Files.readAllBytes(packed.resolve("files.txt")));

        Path folder = new NativesExtraction(List.of(root)).extract(artifact.classifier(), files,
                name -> Files.newInputStream(packed.resolve(name)));

        assertThat(namesBelow(folder)).hasSameSizeAs(files.files()).anyMatch(name -> name.contains("ggml-cpu"))
                .noneMatch(name -> name.endsWith(".node"));
        assertThat(Files.readString(packed.resolve("version.txt"))).matches("v0\\.[45]\\.\\d+\n");
    }

    private static List<Path> folders(String osName, Map<String, String> environment, Properties properties) {
        return NativesExtraction.userFolders(Platform.of(osName, "amd64", false), environment, properties);
    }

    private static Properties properties(String home, String user, String temporary) {
        Properties properties = new Properties();
        properties.setProperty("user.home", home);
        properties.setProperty("user.name", user);
        properties.setProperty("java.io.tmpdir", temporary);
        return properties;
    }

    private Path extract() throws IOException {
        return extract(ARTIFACT);
    }

    private Path extract(PackedFiles.Source source) throws IOException {
        return new NativesExtraction(List.of(root)).extract("test", ARTIFACT.files(), source);
    }

    private static void assertComplete(Path folder) throws IOException {
        assertThat(namesBelow(folder)).isEqualTo(ARTIFACT.contents().keySet());
        for (Map.Entry<String, byte[]> file : ARTIFACT.contents().entrySet()) {
            assertThat(Files.readAllBytes(folder.resolve(file.getKey()))).isEqualTo(file.getValue());
        }
    }

    private static Set<String> namesBelow(Path folder) {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private boolean isPosix() {
        return temporary.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private void assumePosix() {
        assumeTrue(isPosix(), "the file system has no POSIX permissions");
    }
}
