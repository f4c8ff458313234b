package dev.parlance.engine.llamacpp;

import java.io.File;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the resources of natives artifacts are looked for: on the class path, among the modules, and in artifacts that lie
 * on the module path without being resolved, because nothing requires a jar that has no classes.
 */
final class ResourceLoader {
    private static final String MODULES = "dev.parlance.natives.";

    /** Made once, for it holds the jars open. */
    private static final ClassLoader INSTANCE = withUnresolved(System.getProperty("jdk.module.path", ""));

    private ResourceLoader() {}

    /** Returns the loader for this process. */
    static ClassLoader get() {
        return INSTANCE;
    }

    /** Returns the loader of this class, extended by the natives artifacts on a module path. */
    static ClassLoader withUnresolved(String modulePath) {
        // Of the class loader, not of the class: libraries may be in any module, and are in no package.
        ClassLoader own = Optional.ofNullable(ResourceLoader.class.getClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
        try {
            Path[] entries = Stream.of(modulePath.split(File.pathSeparator)).filter(entry -> !entry.isEmpty())
                    .map(Path::of).toArray(Path[]::new);
            URL[] artifacts = ModuleFinder.of(entries).findAll().stream()
                    .filter(module -> module.descriptor().name().startsWith(MODULES))
                    .map(ModuleReference::location).flatMap(Optional::stream).map(ResourceLoader::url)
                    .toArray(URL[]::new);
            return artifacts.length == 0 ? own : new URLClassLoader(artifacts, own);
        } catch (FindException | InvalidPathException e) {
            return own; // a module path that the JVM could start with all the same
        }
    }

    private static URL url(URI location) {
        try {
            return location.toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
