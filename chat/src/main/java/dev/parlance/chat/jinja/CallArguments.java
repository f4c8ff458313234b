package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that something is called with.
 *
 * @param keywords those that have names, which keep their origin: a dictionary can be spread into them and made of them
 */
record CallArguments(List<Object> positional, Map<Text, Object> keywords) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of());

    static CallArguments of(Object... positional) {
        return new CallArguments(Arrays.asList(positional), Map.of());
    }

    /** Returns them with one more in front. */
    CallArguments behind(Object first) {
        List<Object> all = new ArrayList<>(positional.size() + 1);
        all.add(first);
        all.addAll(positional);
        return new CallArguments(all, keywords);
    }

    CallArguments with(String keyword, Object value) {
        Map<Text, Object> all = new LinkedHashMap<>(keywords);
        all.put(Text.of(keyword), value);
        return new CallArguments(positional, all);
    }

    /** Returns the arguments from a position on. */
    CallArguments from(int position) {
        return new CallArguments(positional.subList(Math.min(position, positional.size()), positional.size()),
                keywords);
    }

    Bound bind(String function, String... parameters) {
        return bind(function, List.of(parameters));
    }

    /**
     * Gives each parameter its argument.
     *
     * @param parameters their names; a question mark after one says that it can be left out, a star in front that it can
     *     only be given by position
     */
    Bound bind(String function, List<String> parameters) {
        List<@Nullable Object> values = new ArrayList<>();
        if (positional.size() > parameters.size()) {
            throw Failure.type(function + "() takes at most " + parameters.size() + " arguments (" + positional.size()
                    + " given)");
        }
        Map<Text, Object> left = new LinkedHashMap<>(keywords);
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i);
            boolean optional = parameter.endsWith("?");
            String name = optional ? parameter.substring(0, parameter.length() - 1) : parameter;
            if (i < positional.size()) {
                if (left.containsKey(Text.of(name))) {
                    throw Failure.type(function + "() got multiple values for argument '" + name + "'");
                }
                values.add(positional.get(i));
            } else if (!name.startsWith("*") && left.containsKey(Text.of(name))) {
                values.add(left.remove(Text.of(name)));
            } else if (optional) {
                values.add(null);
            } else {
                throw Failure.type(function + "() missing 1 required positional argument: '"
                        + (name.startsWith("*") ? name.substring(1) : name) + "'");
            }
        }
        if (!left.isEmpty()) {
            throw Failure.type(function + "() got an unexpected keyword argument '"
                    + left.keySet().iterator().next() + "'");
        }
        return new Bound(values);
    }

    /** Arguments in the order of the parameters, with null for each that was left out. */
    record Bound(List<@Nullable Object> values) {

        boolean has(int index) {
            return values.get(index) != null;
        }

        Object get(int index) {
            Object value = values.get(index);
            if (value == null) {
                throw new IllegalStateException("parameter " + index + " was left out");
            }
            return value;
        }

        Object get(int index, Object missing) {
            Object value = values.get(index);
            return value == null ? missing : value;
        }

        /** Returns an argument that was given and is not none. */
        @Nullable
        Object orNull(int index) {
            Object value = values.get(index);
            return value == None.NONE ? null : value;
        }

        Text text(int index) {
            if (get(index) instanceof Text text) {
                return text;
            }
            throw Failure.type("argument " + (index + 1) + " must be str, not " + Types.name(get(index)));
        }

        /** Returns what Python takes for a flag: a truth value or an integer. */
        boolean flag(int index) {
            Object value = values.get(index);
            return value != null && Numbers.index(value) != 0;
        }

        int integer(int index, int missing) {
            Object value = values.get(index);
            return value == null ? missing : Numbers.index(value);
        }

        boolean truth(int index, boolean missing) {
            Object value = values.get(index);
            return value == null ? missing : Types.truth(value);
        }
    }
}
