package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A path such as {@code function.name} or {@code 0.id}, as the argument {@code attribute} of filters takes it. */
final class AttributePath {
    private AttributePath() {}

    /** Returns what gets a path's value out of an element, or a default where that is undefined. */
    static UnaryOperator<Object> getter(Object attribute, @Nullable Object missing) {
        List<Object> parts = parts(attribute);
        return element -> {
            Object value = element;
            for (Object part : parts) {
                value = Attributes.item(value, part);
                if (missing != null && value instanceof Undefined) {
                    value = missing;
                }
            }
            return value;
        };
    }

    /** Returns what gets the key to compare by: the value itself without an attribute, in lower case if case is ignored. */
    static UnaryOperator<Object> key(@Nullable Object attribute, boolean caseSensitive) {
        UnaryOperator<Object> getter = attribute == null ? element -> element : getter(attribute, null);
        return caseSensitive ? getter : element -> ignoreCase(getter.apply(element));
    }

    /** Returns what gets the keys to sort by, of several attributes with commas between them. */
    static UnaryOperator<Object> keys(@Nullable Object attribute, boolean caseSensitive) {
        List<UnaryOperator<Object>> getters = new ArrayList<>();
        if (attribute instanceof Text text) {
            for (String path : text.toString().split(",", -1)) {
                getters.add(key(Text.of(path), caseSensitive));
            }
        } else {
            getters.add(key(attribute, caseSensitive));
        }
        return element -> PyList.of(getters.stream().map(getter -> getter.apply(element)).toList());
    }

    static Object ignoreCase(Object value) {
        return value instanceof Text text ? Case.lower(text) : value;
    }

    private static List<Object> parts(Object attribute) {
        List<Object> parts = new ArrayList<>();
        if (attribute instanceof Text text) {
            Budget.charge(8L * text.length());
            for (String part : text.toString().split("\\.", -1)) {
                parts.add(part.matches("\\d{1,9}") ? Numbers.integer(Long.parseLong(part)) : Text.of(part));
            }
        } else if (attribute != None.NONE) {
            parts.add(attribute);
        }
        return parts;
    }
}
