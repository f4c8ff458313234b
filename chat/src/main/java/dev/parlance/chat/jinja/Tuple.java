package dev.parlance.chat.jinja;

import java.util.List;

/**
 * Python's tuple.
 *
 * @param items the elements
 * @param names the attributes that the first elements can also be had by
 */
record Tuple(List<Object> items, List<String> names) {
    Tuple {
        items = List.copyOf(items);
    }

    static Tuple of(List<?> items) {
        Budget.charge(4L * items.size());
        return new Tuple(List.copyOf(items), List.of());
    }

    static Tuple of(Object... items) {
        return of(List.of(items));
    }
}
