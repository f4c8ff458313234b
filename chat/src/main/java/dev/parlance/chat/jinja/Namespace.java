package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Jinja's namespace: a holder of values that can be set from inside a scope.
 *
 * @param attributes the values by name, which may change
 */
record Namespace(PyDict attributes) {

    static Namespace of(CallArguments arguments) {
        return new Namespace(dict(arguments));
    }

    /** Makes a dictionary as Python's {@code dict} does: of another one or of pairs, and of keywords. */
    static PyDict dict(CallArguments arguments) {
        PyDict made = new PyDict();
        if (arguments.positional().size() > 1) {
            throw Failure.type("dict expected at most 1 argument, got " + arguments.positional().size());
        }
        if (!arguments.positional().isEmpty()) {
            Object first = arguments.positional().getFirst();
            if (first instanceof PyDict dict) {
                dict.entries().forEach(entry -> made.put(entry.key(), entry.value()));
            } else {
                for (Object pair : Types.elements(first)) {
                    List<Object> items = Types.elements(pair);
                    if (items.size() != 2) {
                        throw Failure.value("dictionary update sequence element has length " + items.size()
                                + "; 2 is required");
                    }
                    made.put(items.get(0), items.get(1));
                }
            }
        }
        arguments.keywords().forEach(made::put);
        return made;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
