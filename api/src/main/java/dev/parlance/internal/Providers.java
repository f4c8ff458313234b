package dev.parlance.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The providers of a service, each isolated: one that can not even be made is reported and harms no other.
 *
 * @param <S> the service
 * @param found the providers, in the order of the class path
 * @param broken those that could not be made
 */
public record Providers<S>(List<S> found, List<Broken> broken) {

    /** After so many entries that name no class, a list of providers is given up; it might never end. */
    private static final int MAX_UNREADABLE = 100;

    /**
     * A provider that could not be made.
     *
     * @param name the name of its class, or {@code ?} if not even that is known
     * @param failure what happened
     */
    public record Broken(String name, Throwable failure) {}

    /** Looks for providers of a service that this module uses, see {@link #discover(ClassLoader, Function)}. */
    static <S> Providers<S> discover(Function<ClassLoader, ServiceLoader<S>> loader) {
        return discover(Providers.class.getClassLoader(), loader);
    }

    /**
     * Looks for providers with the thread's context class loader and with the caller's own.
     *
     * @param own the class loader of the module that uses the service
     * @param loader is {@code loader -> ServiceLoader.load(S.class, loader)}, written in that module because no other may
     *     ask for the service
     */
    public static <S> Providers<S> discover(ClassLoader own, Function<ClassLoader, ServiceLoader<S>> loader) {
        Map<Class<?>, S> found = new LinkedHashMap<>();
        Map<String, Broken> broken = new LinkedHashMap<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        collect(loader.apply(context == null ? own : context), found, broken);
        if (context != null && !context.equals(own)) {
            collect(loader.apply(own), found, broken);
        }
        return new Providers<>(List.copyOf(found.values()), List.copyOf(broken.values()));
    }

    private static <S> void collect(ServiceLoader<S> loader, Map<Class<?>, S> found, Map<String, Broken> broken) {
        Iterator<ServiceLoader.Provider<S>> providers = loader.stream().iterator();
        int unreadable = 0;
        while (unreadable < MAX_UNREADABLE) {
            String name = "?";
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<S> provider = providers.next();
                name = provider.type().getName();
                if (!found.containsKey(provider.type())) {
                    found.put(provider.type(), provider.get());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.putIfAbsent(describe(e), new Broken(name, e));
                unreadable += name.equals("?") ? 1 : 0;
            }
        }
    }

    /** Returns what went wrong, with the causes, in one line. */
    public static String describe(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(10) // causes can run in a circle
                .map(Throwable::toString).collect(Collectors.joining("; caused by "));
    }
}
