package dev.parlance.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets the current thread find providers that the tests' own class path does not name, until it is closed. */
public final class ClassPath implements AutoCloseable {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Path folder;
    private final URLClassLoader loader;

    /** Makes a class path whose service files are in a folder. */
    public ClassPath(Path folder) {
        this.folder = folder;
        try {
            loader = new URLClassLoader(new URL[]{folder.toUri().toURL()}, before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.currentThread().setContextClassLoader(loader);
    }

    /** Names providers of a service. */
    public ClassPath with(Class<?> service, Class<?>... providers) {
        StringBuilder lines = new StringBuilder();
        for (Class<?> provider : providers) {
            lines.append(provider.getName()).append('\n');
        }
        return withLines(service, lines.toString());
    }

    /** Sets the text of a service's file. */
    public ClassPath withLines(Class<?> service, String lines) {
        try {
            Path services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(services.resolve(service.getName()), lines);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
