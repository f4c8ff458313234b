package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The variable {@code loop} of a running loop. Looks ahead by one element, as far as the template asks for it. */
final class LoopContext {
    private final Object iterable;
    private final int depth0;
    private final Callable.@Nullable Body recurse;
    private Iterator<Object> elements;
    private int index0 = -1;
    private int length = -1;
    private @Nullable Object after;
    private @Nullable Object current;
    private @Nullable Object before;
    private @Nullable Tuple lastChanged;

    /**
     * Makes the variable of a loop that is about to begin.
     *
     * @param elements the iterable's elements, without those that the loop's condition leaves out
     * @param recurse what calling the variable does, or null if the loop is not recursive
     */
    LoopContext(Object iterable, Iterator<Object> elements, int depth0, Callable.@Nullable Body recurse) {
        this.iterable = iterable;
        this.elements = elements;
        this.depth0 = depth0;
        this.recurse = recurse;
    }

    boolean hasNext() {
        return after != null || elements.hasNext();
    }

    Object next() {
        Object next = after != null ? after : elements.next();
        after = null;
        index0++;
        before = current;
        current = next;
        return next;
    }

    int index() {
        return index0 + 1;
    }

    int length() {
        if (length < 0) {
            if (Types.hasLength(iterable)) {
                length = Types.length(iterable);
            } else {
                List<Object> rest = new ArrayList<>();
                while (elements.hasNext()) {
                    Budget.charge(4);
                    rest.add(elements.next());
                }
                elements = rest.iterator();
                length = rest.size() + index() + (after != null ? 1 : 0);
            }
        }
        return length;
    }

    /** Returns what is left, as pairs with this, which is what Python's iteration over it gives. */
    Iterator<Object> rest() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return LoopContext.this.hasNext();
            }

            @Override
            public Object next() {
                return Tuple.of(LoopContext.this.next(), LoopContext.this);
            }
        };
    }

    private @Nullable Object peek() {
        if (after == null && elements.hasNext()) {
            after = elements.next();
        }
        return after;
    }

    Object call(CallArguments arguments) {
        if (recurse == null) {
            throw Failure.type("The loop must have the 'recursive' marker to be called recursively.");
        }
        return recurse.call(arguments);
    }

    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "index" -> Numbers.integer(index());
            case "index0" -> Numbers.integer(index0);
            case "revindex" -> Numbers.integer(length() - index0);
            case "revindex0" -> Numbers.integer(length() - index());
            case "first" -> index0 == 0;
            case "last" -> peek() == null;
            case "length" -> Numbers.integer(length());
            case "depth" -> Numbers.integer(depth0 + 1);
            case "depth0" -> Numbers.integer(depth0);
            case "previtem" -> index0 == 0 || before == null ? Undefined.hint("there is no previous item") : before;
            case "nextitem" -> {
                Object next = peek();
                yield next == null ? Undefined.hint("there is no next item") : next;
            }
            case "cycle" -> Callable.method(name, arguments -> {
                if (arguments.positional().isEmpty()) {
                    throw Failure.type("no items for cycling given");
                }
                return arguments.positional().get(Math.max(0, index0) % arguments.positional().size());
            });
            case "changed" -> Callable.method(name, arguments -> changed(Tuple.of(arguments.positional())));
            default -> null;
        };
    }

    private boolean changed(Tuple values) {
        boolean changed = lastChanged == null || !Equality.equal(lastChanged, values);
        lastChanged = values;
        return changed;
    }
}
