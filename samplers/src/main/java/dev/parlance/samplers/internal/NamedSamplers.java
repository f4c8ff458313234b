package dev.parlance.samplers.internal;

import dev.parlance.internal.Providers;
import dev.parlance.spi.SamplerProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The samplers that a spec string can name.
 *
 * @param byName their providers
 * @param unusable why other providers can not be used, a line each
 */
public record NamedSamplers(SortedMap<String, SamplerProvider> byName, List<String> unusable) {
    private static final Logger LOG = LoggerFactory.getLogger(NamedSamplers.class);

    /** Looks for providers; each unusable one is logged and harms no other. */
    public static NamedSamplers find() {
        Providers<SamplerProvider> providers = Providers.discover(NamedSamplers.class.getClassLoader(),
                loader -> ServiceLoader.load(SamplerProvider.class, loader));
        SortedMap<String, SamplerProvider> byName = new TreeMap<>();
        List<String> unusable = new ArrayList<>();
        for (Providers.Broken broken : providers.broken()) {
            unusable.add(broken.name() + ": " + Providers.describe(broken.failure()));
        }
        for (SamplerProvider provider : providers.found()) {
            try {
                String name = provider.name();
                SamplerProvider first = byName.putIfAbsent(name, provider);
                if (first != null) {
                    unusable.add(provider.getClass().getName() + ": the name '" + name + "' is taken by "
                            + first.getClass().getName());
                }
            } catch (RuntimeException | LinkageError e) {
                unusable.add(provider.getClass().getName() + ": " + Providers.describe(e));
            }
        }
        for (String reason : unusable) {
            LOG.warn("a sampler provider can not be used: {}", reason);
        }
        return new NamedSamplers(byName, unusable);
    }

    /**
     * Returns the provider of a name.
     *
     * @throws IllegalArgumentException if there is none, with what there is
     */
    SamplerProvider get(String name) {
        SamplerProvider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("no sampler '" + name + "'; there are: "
                    + String.join(", ", byName.keySet())
                    + (unusable.isEmpty() ? "" : "; not usable: " + String.join("; ", unusable)));
        }
        return provider;
    }
}
