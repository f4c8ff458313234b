package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** The filters that take sequences apart and put them together. */
final class SequenceFilters {
    private SequenceFilters() {}

    static void defineAll() {
        Filters.define("length", "", (value, _, _) -> Numbers.integer(Types.length(value)));
        Filters.define("count", "", (value, _, _) -> Numbers.integer(Types.length(value)));
        Filters.define("list", "", (value, _, _) -> PyList.of(Types.elements(value)));
        Filters.define("items", "", (value, _, _) -> items(value));
        Filters.define("first", "", (value, _, _) -> {
            Iterator<Object> elements = Types.iterate(value);
            return elements.hasNext() ? elements.next() : Undefined.hint("No first item, sequence was empty.");
        });
        Filters.define("last", "", (value, _, _) -> {
            List<Object> reversed = reversible(value);
            return reversed.isEmpty() ? Undefined.hint("No last item, sequence was empty.") : reversed.getLast();
        });
        Filters.define("random", "", (value, _, _) -> {
            List<Object> elements = Types.hasLength(value) ? Types.elements(value) : reversible(value);
            return elements.isEmpty()
                    ? Undefined.hint("No random item, sequence was empty.")
                    : elements.get(ThreadLocalRandom.current().nextInt(elements.size()));
        });
        Filters.define("reverse", "", (value, _, _) -> reverse(value));
        Filters.define("unique", "case_sensitive? attribute?", (value, arguments, _) -> Lazy.later(
                () -> unique(value, AttributePath.key(arguments.orNull(2), arguments.truth(1, false)))));
        Filters.define("batch", "linecount fill_with?", (value, arguments, _) -> Lazy.later(
                () -> batch(value, arguments.integer(1, 0), arguments.orNull(2))));
        Filters.define("slice", "slices fill_with?", (value, arguments, _) -> Lazy.later(
                () -> slice(value, arguments.get(1), arguments.orNull(2))));
        Filters.define("attr", "name", (value, arguments, _) -> {
            String name = arguments.text(1).toString();
            if (value instanceof Undefined undefined) {
                throw undefined.failure();
            }
            return Attributes.has(value, name)
                    ? Attributes.attribute(value, name)
                    : Undefined.member(value, arguments.get(1));
        });
        Filters.define("default", "default_value? boolean?", (value, arguments, _) -> orDefault(value, arguments));
        Filters.define("d", "default_value? boolean?", (value, arguments, _) -> orDefault(value, arguments));
    }

    private static Object orDefault(Object value, CallArguments.Bound arguments) {
        boolean missing = value instanceof Undefined || (arguments.truth(2, false) && !Types.truth(value));
        return missing ? arguments.get(1, Text.EMPTY) : value;
    }

    private static Object items(Object value) {
        return switch (value) {
            case Undefined _ -> Lazy.generator(Collections.emptyIterator());
            case PyDict dict -> Lazy.generator(dict.items().iterator());
            default -> Lazy.later(() -> {
                throw Failure.type("Can only get item pairs from a mapping.");
            });
        };
    }

    private static List<Object> reversible(Object value) {
        if (value instanceof Lazy || !Types.isIterable(value)) {
            throw Failure.type("'" + Types.name(value) + "' object is not reversible");
        }
        return Types.elements(value);
    }

    private static Object reverse(Object value) {
        if (value instanceof Text text) {
            return Attributes.slice(text, None.NONE, None.NONE, Numbers.integer(-1));
        }
        if (!Types.isIterable(value)) {
            throw Failure.argument("argument must be iterable");
        }
        List<Object> reversed = new ArrayList<>(Types.elements(value));
        Collections.reverse(reversed);
        return switch (value) {
            case Lazy _,Undefined _ -> PyList.of(reversed);
            case PyList _ -> new Lazy("list_reverseiterator", reversed.iterator());
            case Range _ -> new Lazy("range_iterator", reversed.iterator());
            case PyDict _ -> new Lazy("dict_reversekeyiterator", reversed.iterator());
            default -> new Lazy("reversed", reversed.iterator());
        };
    }

    private static Iterator<Object> unique(Object value, UnaryOperator<Object> key) {
        Set<Object> seen = new HashSet<>();
        return Iterators.filter(Types.iterate(value), element -> seen.add(Equality.hashable(key.apply(element))));
    }

    private static Iterator<Object> batch(Object value, int count, @Nullable Object fill) {
        Iterator<Object> elements = Types.iterate(value);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public Object next() {
                List<Object> row = new ArrayList<>();
                while (elements.hasNext() && (row.size() < count || count <= 0)) {
                    Budget.charge(1);
                    row.add(elements.next());
                }
                while (fill != null && row.size() < count) {
                    Budget.charge(1);
                    row.add(fill);
                }
                return PyList.of(row);
            }
        };
    }

    private static Iterator<Object> slice(Object value, Object slices, @Nullable Object fill) {
        List<Object> all = Types.elements(value);
        int count = Numbers.index(slices);
        if (count == 0) {
            throw Failure.of("ZeroDivisionError", "integer division or modulo by zero");
        }
        Text.checkLength(count);
        Budget.charge(Math.max(0, count));
        List<Object> rows = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < count; i++) {
            boolean extra = i < all.size() % count;
            int begin = offset + i * (all.size() / count);
            offset += extra ? 1 : 0;
            List<Object> row = new ArrayList<>(all.subList(begin, offset + (i + 1) * (all.size() / count)));
            if (fill != null && !extra) {
                row.add(fill);
            }
            rows.add(PyList.of(row));
        }
        return rows.iterator();
    }
}
