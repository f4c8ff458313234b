package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Iterators over elements that are made when they are asked for. */
final class Iterators {
    private Iterators() {}

    static Iterator<Object> filter(Iterator<Object> all, Predicate<Object> kept) {
        return new Iterator<>() {
            private @Nullable Object next;

            @Override
            public boolean hasNext() {
                while (next == null && all.hasNext()) {
                    Object candidate = all.next();
                    Budget.charge(1);
                    if (kept.test(candidate)) {
                        next = candidate;
                    }
                }
                return next != null;
            }

            @Override
            public Object next() {
                if (!hasNext() || next == null) {
                    throw new NoSuchElementException();
                }
                Object element = next;
                next = null;
                return element;
            }
        };
    }

    static Iterator<Object> map(Iterator<Object> all, UnaryOperator<Object> change) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Object next() {
                Budget.charge(1);
                return change.apply(all.next());
            }
        };
    }
}
