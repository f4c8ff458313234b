package dev.parlance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with the launcher in it, a source file, and a PATH and a HOME of its own. Its JDKs and its Maven are scripts
 * that tell how they are called.
 */
final class Installation {
    private static final Path ROOT = Path.of(System.getProperty("parlance.root"));

    private final Path folder;
    private final Path bin;

    /** Copies the launcher into an empty folder, whose program is not built. */
    Installation(Path folder) throws IOException {
        this.folder = folder;
        this.bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(ROOT.resolve("parlance"), launcher());
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.createDirectories(source().getParent());
        Files.writeString(source(), "class A {}");
        long anHourAgo = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
        for (Path old : List.of(folder.resolve("pom.xml"), source(), source().getParent(),
                source().getParent().getParent(),
                source().getParent().getParent().getParent())) {
            Files.setLastModifiedTime(old, FileTime.fromMillis(anHourAgo));
        }
        for (String tool : List.of("sh", "dirname", "readlink", "sed", "grep", "find", "head", "tail", "mkdir", "ln",
                "rm",
                "sleep", "date", "cat", "touch")) {
            script(bin.resolve(tool), "exec " + find(tool) + " \"$@\"");
        }
    }

    private static Path find(String tool) {
        return Stream.of("/usr/bin", "/bin").map(place -> Path.of(place, tool)).filter(Files::exists).findFirst()
                .orElseThrow();
    }

    Path launcher() {
        return folder.resolve("parlance");
    }

    /** Returns the one source file. */
    Path source() {
        return folder.resolve("api/src/main/A.java");
    }

    /** Returns the link that says that a build is running. */
    Path lock() {
        return folder.resolve("cli/target/build.lock");
    }

    /** Adds a JDK that prints its name and its arguments, a line each, and then its standard input. */
    Path jdk(String name, String version) throws IOException {
        return jdk(name, version, "echo " + name, "printf '<%s>\\n' \"$@\"", "cat");
    }

    /** Adds a JDK whose java is a script. */
    Path jdk(String name, String version, String... script) throws IOException {
        Path home = Files.createDirectories(folder.resolve("jdks").resolve(name));
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib/modules"));
        Files.writeString(home.resolve("release"),
                "JAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base jdk.incubator.vector\"\n");
        script(home.resolve("bin/java"), script);
        script(home.resolve("bin/javac"), "exit 1");
        return home;
    }

    /** Puts a JDK's java on the PATH. */
    void onPath(Path jdk) throws IOException {
        Files.createSymbolicLink(bin.resolve("java"),
                Path.of("..").resolve(folder.relativize(jdk)).resolve("bin/java"));
    }

    /** Puts a script on the PATH that stands for a JDK's java, as version managers do. */
    void standInOnPath(Path jdk) throws IOException {
        script(bin.resolve("java"), "echo '    java.home = " + jdk + "' >&2");
    }

    /** Adds a Maven that takes some seconds to build the program. */
    void maven(int seconds) throws IOException {
        script(bin.resolve("mvn"), "echo '[INFO] Building Some Module 1.0        [1/2]'", "echo $$ >> '" + log() + "'",
                "cat",
                "sleep " + seconds, "mkdir -p '" + app() + "'", "touch '" + app() + "/parlance-cli-1.jar'");
    }

    /** Adds a Maven that fails. */
    void failingMaven() throws IOException {
        script(bin.resolve("mvn"), "echo '[ERROR] the sources are wrong'", "exit 1");
    }

    /** Makes the program as the launcher's build would. */
    void build() throws IOException {
        build(app());
    }

    /** Makes the program as {@code mvn verify} would. */
    void verify() throws IOException {
        build(folder.resolve("cli/target/app"));
    }

    private static void build(Path app) throws IOException {
        Files.createDirectories(app);
        Files.writeString(app.resolve("parlance-cli-1.jar"), "");
    }

    /** Returns the process ids of the builds so far. */
    List<Long> builds() throws IOException {
        return Files.exists(log()) ? Files.readAllLines(log()).stream().map(Long::valueOf).toList() : List.of();
    }

    private Path app() {
        return folder.resolve("cli/target/unchecked/app");
    }

    private Path log() {
        return folder.resolve("builds.log");
    }

    /** Prepares a call of the launcher with these variables and no others. */
    ProcessBuilder call(Map<String, String> environment, Path program, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
