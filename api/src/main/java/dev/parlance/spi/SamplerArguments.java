package dev.parlance.spi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of a sampler's parameters, each in its range. Immutable and thread-safe. */
public final class SamplerArguments {
    private final Map<SamplerParameter<?>, Object> values;

    private SamplerArguments(Map<SamplerParameter<?>, Object> values) {
        this.values = values;
    }

    /**
     * Reads values; parameters without one get their defaults.
     *
     * @param parameters all that the sampler has
     * @param texts by the parameters' names, the values as a spec string writes them
     * @throws IllegalArgumentException if a name is unknown, or a value is missing, malformed or out of range
     */
    public static SamplerArguments parse(List<SamplerParameter<?>> parameters, Map<String, String> texts) {
        for (String name : texts.keySet()) {
            if (parameters.stream().noneMatch(parameter -> parameter.name().equals(name))) {
                throw new IllegalArgumentException("no parameter '" + name + "'; there "
                        + (parameters.isEmpty() ? "are none" : "are: " + list(parameters)));
            }
        }
        Map<SamplerParameter<?>, Object> values = new HashMap<>();
        for (SamplerParameter<?> parameter : parameters) {
            String text = texts.get(parameter.name());
            Object value = text == null ? parameter.defaultValue() : parameter.parse(text);
            if (value == null) {
                throw new IllegalArgumentException(
                        parameter.name() + ": no value given, expected " + parameter.range());
            }
            values.put(parameter, value);
        }
        return new SamplerArguments(Map.copyOf(values));
    }

    /**
     * Returns the value of a parameter.
     *
     * @throws IllegalArgumentException if the parameter is not one of those that the provider lists
     */
    @SuppressWarnings("unchecked") // parse puts each value in with its parameter
    public <T> T get(SamplerParameter<T> parameter) {
        Object value = values.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException("parameter '" + parameter.name()
                    + "' is not listed by the sampler's provider; declare it once, as a constant, and list that");
        }
        return (T) value;
    }

    private static String list(List<SamplerParameter<?>> parameters) {
        return parameters.stream().map(SamplerParameter::toString).collect(Collectors.joining(", "));
    }
}
