package dev.parlance.internal;

import dev.parlance.LanguageModel;
import dev.parlance.spi.EngineOption;
import dev.parlance.spi.EngineProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sorts the options of a load by the namespaces of engines. */
final class EngineOptions {
    private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);

    private EngineOptions() {}

    /** Returns the options in an engine's namespace. */
    static Map<String, String> of(EngineProvider provider, Map<String, String> options) {
        Map<String, String> own = new TreeMap<>(options);
        own.keySet().removeIf(name -> !isOwn(provider, name));
        return own;
    }

    /**
     * Checks the options for a chosen engine: an unknown one in its namespace is refused, those of others are logged.
     *
     * @throws IllegalArgumentException naming the known options
     */
    static void check(EngineProvider provider, Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!isOwn(provider, name)) {
                LOG.info("option {} is ignored: it does not belong to engine '{}'", name, provider.name());
            } else if (provider.options().stream().noneMatch(known -> known.name().equals(name))) {
                String known = provider.options().stream().map(EngineOption::name).sorted()
                        .collect(Collectors.joining(", "));
                throw new IllegalArgumentException("option '" + name + "' is unknown to engine '" + provider.name()
                        + "'; " + (known.isEmpty() ? "it has no options" : "known: " + known));
            }
        }
    }

    private static boolean isOwn(EngineProvider provider, String name) {
        return name.startsWith(provider.optionNamespace() + ".");
    }
}
