import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fetches prebuilt llama.cpp libraries with npm and lays out what a natives jar holds, for each platform named. Run by the
 * build in this module's folder, as {@code java PackNatives.java required=false linux-x64 ...}; blank names are none.
 *
 * <pre>
 * target/npm/PLATFORM/                               where npm works; its log
 * target/natives/PLATFORM/META-INF/licenses/         licences and the notice
 *                        /dev/parlance/natives/PLATFORM/   libraries, version.txt and
 *                            files.txt               lines of SHA-256, size in bytes and name, by name
 *                            missing.txt             instead of all these: why they could not be fetched
 * </pre>
 *
 * A platform that is packed already, from the same inputs, costs no time and no network.
 */
final class PackNatives {
    private static final String SCOPE = "@node-llama-cpp/";
    private static final long FETCH_LIMIT_MINUTES = 15;

    /** What the packed content follows from, besides the platform. */
    private static final List<Path> INPUTS = List.of(Path.of("package.json"), Path.of("package-lock.json"),
            Path.of("LICENSE-llama.cpp"), Path.of("NOTICE"), Path.of("src/build/PackNatives.java"));

    /** llama.cpp itself and its back ends; not the binding for Node.js, nor the code shared by llama.cpp's programs. */
    private static final Pattern LIBRARY =
            Pattern.compile("(lib)?(llama|ggml)(?!-common|-addon)[-._\\w]*\\.(so|dylib|dll)");

    /** Something that a person has to put right; the message is one line. */
    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    private final String platform;
    private final String npmPackage;
    private final Path work;
    private final Path jar;
    private final Path content;

    private PackNatives(String platform) {
        this.platform = platform;
        this.npmPackage = SCOPE + platform;
        this.work = Path.of("target", "npm", platform);
        this.jar = Path.of("target", "natives", platform);
        this.content = jar.resolve("dev/parlance/natives").resolve(platform);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean required = arguments[0].equals("required=true");
        boolean complete = true;
        for (String platform : new LinkedHashSet<>(List.of(arguments).subList(1, arguments.length))) {
            if (!platform.isBlank()) {
                complete &= new PackNatives(platform.strip()).pack();
            }
        }
        if (required && !complete) {
            System.exit(1);
        }
    }

    /** Packs the platform unless that is done; returns whether its libraries are there. */
    private boolean pack() throws IOException, InterruptedException {
        Path stamp = work.resolve("packed.sha256");
        String inputs = inputs();
        if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
            return true;
        }
        Files.createDirectories(work);
        Files.deleteIfExists(stamp);
        delete(jar);
        try {
            layOut(fetch());
            delete(work.resolve("node_modules"));
            Files.writeString(stamp, inputs);
            return true;
        } catch (Missing missing) {
            delete(jar);
            Files.createDirectories(content);
            Files.writeString(content.resolve("missing.txt"), missing.getMessage() + "\n");
            System.out.println("[WARNING] No natives for " + platform + ": " + missing.getMessage()
                    + " Their jar is made without libraries, and tests that need them are skipped.");
            return false;
        }
    }

    /** Has npm fetch the one package, by the hash in the lockfile; returns its folder. */
    private Path fetch() throws IOException, InterruptedException, Missing {
        String version = first(Pattern.compile(Pattern.quote('"' + npmPackage + '"') + "\\s*:\\s*\"([^\"]+)\""),
                Path.of("package.json"));
        // Only this package, so that npm leaves the others of the same system alone; the lockfile may list more.
        // A package for a foreign system must be optional.
        Files.writeString(work.resolve("package.json"), """
                {"name": "parlance-natives", "private": true, "optionalDependencies": {"%s": "%s"}}
                """.formatted(npmPackage, version));
        Files.write(work.resolve("package-lock.json"), Files.readAllBytes(Path.of("package-lock.json")));
        Files.write(work.resolve(".npmrc"), Files.readAllBytes(Path.of(".npmrc")));

        String[] parts = platform.split("-");
        String os = switch (parts[0]) {
            case "mac" -> "darwin";
            case "win" -> "win32";
            default -> parts[0];
        };
        Path log = work.resolve("npm.log");
        int status = run(log, npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
                "--os=" + os, "--cpu=" + parts[1], "--libc=glibc");
        Path fetched = work.resolve("node_modules").resolve(npmPackage);
        // For an optional package npm reports success even if it got nothing, or something with another hash.
        if (status != 0 || !Files.isDirectory(fetched)) {
            throw new Missing("npm did not deliver " + npmPackage + " " + version + " (exit status " + status
                    + "); is there a network, and does the content match package-lock.json? npm's words are in "
                    + log.toAbsolutePath() + ".");
        }
        return fetched;
    }

    private static String npm() {
        return System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
    }

    private int run(Path log, String... command) throws IOException, InterruptedException, Missing {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new Missing("npm, which comes with Node.js, is not on the path.");
        }
        process.getOutputStream().close();
        if (!process.waitFor(FETCH_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            throw new Missing("npm was not done after " + FETCH_LIMIT_MINUTES + " minutes.");
        }
        return process.exitValue();
    }

    private void layOut(Path fetched) throws IOException, Missing {
        Path binaries = fetched.resolve("bins").resolve(platform);
        Path licenses = Files.createDirectories(jar.resolve("META-INF/licenses"));
        Files.copy(fetched.resolve("LICENSE"), licenses.resolve("LICENSE-node-llama-cpp"));
        Files.copy(Path.of("LICENSE-llama.cpp"), licenses.resolve("LICENSE-llama.cpp"));
        Files.copy(Path.of("NOTICE"), licenses.resolve("NOTICE"));

        Files.createDirectories(content);
        StringBuilder files = new StringBuilder();
        for (Path library : libraries(binaries)) {
            String name = library.getFileName().toString();
            files.append(sha256(library)).append(' ').append(Files.size(library)).append(' ').append(name).append('\n');
            Files.move(library, content.resolve(name));
        }
        Files.writeString(content.resolve("version.txt"),
                first(Pattern.compile("\"release\"\\s*:\\s*\"([^\"]+)\""), binaries.resolve("_nlcBuildMetadata.json"))
                        + "\n");
        Files.writeString(content.resolve("files.txt"), files);
    }

    private Iterable<Path> libraries(Path binaries) throws IOException, Missing {
        TreeSet<Path> libraries = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(binaries)) {
            for (Path file : files) {
                if (LIBRARY.matcher(file.getFileName().toString()).matches()) {
                    libraries.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            throw new Missing(npmPackage + " has no folder " + e.getMessage() + ".");
        }
        if (libraries.isEmpty()) {
            throw new Missing(npmPackage + " has no libraries in " + binaries + ".");
        }
        return libraries;
    }

    private static String first(Pattern pattern, Path file) throws IOException, Missing {
        Matcher matcher = pattern.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new Missing(file + " has nothing that matches " + pattern + ".");
        }
        return matcher.group(1);
    }

    private static String inputs() throws IOException {
        List<String> hashes = new ArrayList<>();
        for (Path input : INPUTS) {
            hashes.add(sha256(input) + " " + input.getFileName() + "\n");
        }
        return String.join("", hashes);
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
