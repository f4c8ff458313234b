package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** The filters that sort, group, and find the least and the greatest. */
final class OrderFilters {
    private OrderFilters() {}

    static void defineAll() {
        Filters.define("sort", "reverse? case_sensitive? attribute?", (value, arguments, _) -> PyList.of(
                Ordering.sorted(Types.elements(value),
                        AttributePath.keys(arguments.orNull(3), arguments.truth(2, false)), arguments.flag(1))));
        Filters.define("dictsort", "case_sensitive? by? reverse?", (value, arguments, _) -> dictSort(value,
                arguments));
        Filters.define("groupby", "attribute default? case_sensitive?", (value, arguments, _) -> groupBy(value,
                arguments));
        Filters.define("min", "case_sensitive? attribute?", (value, arguments, _) -> extreme(value, false,
                AttributePath.key(arguments.orNull(2), arguments.truth(1, false))));
        Filters.define("max", "case_sensitive? attribute?", (value, arguments, _) -> extreme(value, true,
                AttributePath.key(arguments.orNull(2), arguments.truth(1, false))));
    }

    private static Object dictSort(Object value, CallArguments.Bound arguments) {
        String by = arguments.get(2, Text.of("key")).toString();
        if (!by.equals("key") && !by.equals("value")) {
            throw Failure.argument("You can only sort by either \"key\" or \"value\"");
        }
        if (!(value instanceof PyDict dict)) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.of("AttributeError", "'" + Types.name(value) + "' object has no attribute 'items'");
        }
        int position = by.equals("key") ? 0 : 1;
        boolean caseSensitive = arguments.truth(1, false);
        return PyList.of(Ordering.sorted(dict.items(), item -> {
            Object key = ((Tuple) item).items().get(position);
            return caseSensitive ? key : AttributePath.ignoreCase(key);
        }, arguments.flag(3)));
    }

    private static Object groupBy(Object value, CallArguments.Bound arguments) {
        Object missing = arguments.orNull(2);
        UnaryOperator<Object> getter = AttributePath.getter(arguments.get(1), missing);
        boolean caseSensitive = arguments.truth(3, false);
        UnaryOperator<Object> key = caseSensitive
                ? getter
                : element -> AttributePath.ignoreCase(getter.apply(element));
        List<Object> groups = new ArrayList<>();
        List<Object> members = new ArrayList<>();
        @Nullable
        Object current = null;
        for (Object element : Ordering.sorted(Types.elements(value), key, false)) {
            Object group = key.apply(element);
            if (current != null && !Equality.equal(current, group)) {
                groups.add(group(getter, members));
                members = new ArrayList<>();
            }
            current = group;
            members.add(element);
        }
        if (!members.isEmpty()) {
            groups.add(group(getter, members));
        }
        return PyList.of(groups);
    }

    private static Tuple group(UnaryOperator<Object> getter, List<Object> members) {
        return new Tuple(List.of(getter.apply(members.getFirst()), PyList.of(members)), List.of("grouper", "list"));
    }

    private static Object extreme(Object value, boolean greatest, UnaryOperator<Object> key) {
        Iterator<Object> elements = Types.iterate(value);
        if (!elements.hasNext()) {
            return Undefined.hint("No aggregated item, sequence was empty.");
        }
        Object found = elements.next();
        Object foundKey = key.apply(found);
        while (elements.hasNext()) {
            Object element = elements.next();
            Object elementKey = key.apply(element);
            if (Ordering.compare(greatest ? ">" : "<", elementKey, foundKey)) {
                found = element;
                foundKey = elementKey;
            }
        }
        return found;
    }
}
