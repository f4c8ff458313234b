package dev.parlance.spi;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parameter of a sampler: its name, type, range and default, with its documentation. Immutable and thread-safe.
 *
 * <p>A sampler declares each parameter once, as a constant, and uses it wherever the range matters:
 * <pre>{@code
 * record TopK(int k) implements Sampler {
 *     static final SamplerParameter<Integer> K = SamplerParameter.integer("k", 1, 1000, "how many to keep");
 *
 *     TopK {
 *         K.check(k);
 *     }
 *     ...
 * }
 * }</pre>
 * Its provider returns {@code List.of(TopK.K)} from {@link SamplerProvider#parameters} and {@code new
 * TopK(arguments.get(TopK.K))} from {@link SamplerProvider#create}.
 *
 * @param <T> the type of the values
 */
public final class SamplerParameter<T> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]*");

    private final String name;
    private final ParameterType<T> type;
    private final String description;
    private final @Nullable T defaultValue;

    private SamplerParameter(String name, ParameterType<T> type, String description, @Nullable T defaultValue) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("parameter name '" + name
                    + "', expected lower-case letters, digits, '-', '.' and '_', a letter first");
        }
        this.name = name;
        this.type = type;
        this.description = description;
        this.defaultValue = defaultValue;
    }

    /**
     * Makes a parameter for integers.
     *
     * @param min the least value, {@link Integer#MIN_VALUE} for no limit
     * @param max the greatest value, {@link Integer#MAX_VALUE} for no limit
     */
    public static SamplerParameter<Integer> integer(String name, int min, int max, String description) {
        return new SamplerParameter<>(name, new ParameterType.Int(min, max), description, null);
    }

    /**
     * Makes a parameter for finite numbers.
     *
     * @param min the least value, {@code -}{@link Float#MAX_VALUE} for no limit
     * @param max the greatest value, {@link Float#MAX_VALUE} for no limit
     */
    public static SamplerParameter<Float> real(String name, float min, float max, String description) {
        return new SamplerParameter<>(name, new ParameterType.Real(min, true, max), description, null);
    }

    /**
     * Makes a parameter for finite numbers greater than a limit.
     *
     * @param limit what the values are greater than
     * @param max the greatest value, {@link Float#MAX_VALUE} for no limit
     */
    public static SamplerParameter<Float> realAbove(String name, float limit, float max, String description) {
        return new SamplerParameter<>(name, new ParameterType.Real(limit, false, max), description, null);
    }

    /** Makes a parameter that is {@code true} or {@code false}. */
    public static SamplerParameter<Boolean> flag(String name, String description) {
        return new SamplerParameter<>(name, new ParameterType.Flag(), description, null);
    }

    /** Makes a parameter for any text. */
    public static SamplerParameter<String> text(String name, String description) {
        return new SamplerParameter<>(name, new ParameterType.Text(), description, null);
    }

    /** Makes a parameter for any number of texts, none of them empty; a spec string separates them by {@code |}. */
    public static SamplerParameter<List<String>> texts(String name, String description) {
        return new SamplerParameter<>(name, new ParameterType.Texts(), description, null);
    }

    /**
     * Returns this parameter with a value that holds where none is given.
     *
     * @throws IllegalArgumentException if the value is out of range
     */
    public SamplerParameter<T> withDefault(T value) {
        return new SamplerParameter<>(name, type, description, check(value));
    }

    /** Returns the name that spec strings use. */
    public String name() {
        return name;
    }

    /** Returns which values there are, such as {@code an integer of at least 1}. */
    public String range() {
        return type.range();
    }

    /** Returns what the parameter does, in one line. */
    public String description() {
        return description;
    }

    /** Returns the default as a spec string writes it, or empty if a value must be given. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultValue).map(type::format);
    }

    /**
     * Returns a value that is in range.
     *
     * @throws IllegalArgumentException if it is not, with the name, the value and the range
     */
    public T check(T value) {
        if (!type.contains(value)) {
            throw bad(String.valueOf(value));
        }
        return value;
    }

    /**
     * Returns a value with its name as a spec string writes it, such as {@code strength=0.3}: what a sampler's
     * {@link Object#toString} is made of if its spec string is to give the same sampler again.
     */
    public String assign(T value) {
        return name + '=' + type.format(value);
    }

    /**
     * Returns the value that a spec string means.
     *
     * @throws IllegalArgumentException if it is malformed or out of range
     */
    T parse(String text) {
        T value;
        try {
            value = type.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad("'" + text + "'");
        }
        return check(value);
    }

    /** Returns the default. */
    @Nullable
    T defaultValue() {
        return defaultValue;
    }

    private IllegalArgumentException bad(String value) {
        return new IllegalArgumentException(name + ": " + value + ", expected " + range());
    }

    @Override
    public String toString() {
        return name + " (" + range() + defaultText().map(text -> ", default " + text).orElse("") + ")";
    }
}
