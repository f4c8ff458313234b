package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A sequence whose elements are made when they are asked for, once.
 *
 * @param type Python's name of what it is, such as {@code generator}
 * @param elements the elements that are left
 */
record Lazy(String type, Iterator<Object> elements) {

    static Lazy generator(Iterator<Object> elements) {
        return new Lazy("generator", elements);
    }

    /** Returns a generator: like Python's, it looks at nothing, not even its arguments, before its first element. */
    static Lazy later(Supplier<Iterator<Object>> source) {
        return generator(new Iterator<>() {
            private @Nullable Iterator<Object> elements;

            @Override
            public boolean hasNext() {
                Budget.nest();
                boolean more = begun().hasNext();
                Budget.unnest();
                return more;
            }

            @Override
            public Object next() {
                Budget.nest();
                Object next = begun().next();
                Budget.unnest();
                return next;
            }

            private Iterator<Object> begun() {
                Iterator<Object> begun = elements;
                if (begun == null) {
                    begun = source.get();
                    elements = begun;
                }
                return begun;
            }
        });
    }
}
