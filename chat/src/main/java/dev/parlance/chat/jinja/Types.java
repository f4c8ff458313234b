package dev.parlance.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** What all values have in common: their type's name, truth, length and elements. */
final class Types {
    private Types() {}

    /** Returns Python's name of a value's type. */
    static String name(Object value) {
        return switch (value) {
            case None _ -> "NoneType";
            case Boolean _ -> "bool";
            case BigInteger _ -> "int";
            case Double _ -> "float";
            case Text text -> text.isSafe() ? "Markup" : "str";
            case Bytes _ -> "bytes";
            case PyList _ -> "list";
            case Tuple _ -> "tuple";
            case PyDict _ -> "dict";
            case DictView view -> view.kind().name();
            case Range _ -> "range";
            case Lazy lazy -> lazy.type();
            case Callable callable -> callable.type();
            case Undefined _ -> "Undefined";
            case Namespace _ -> "Namespace";
            case Macro _ -> "Macro";
            case LoopContext _ -> "LoopContext";
            case Cycler _ -> "Cycler";
            default -> value.getClass().getSimpleName();
        };
    }

    /** Returns a type's name with its module, unless that is Python's own. */
    static String qualifiedName(Object value) {
        return switch (value) {
            case Text text when text.isSafe() -> "markupsafe.Markup";
            case Namespace _,Cycler _ -> "jinja2.utils." + name(value);
            case Macro _,LoopContext _ -> "jinja2.runtime." + name(value);
            default -> name(value);
        };
    }

    static boolean truth(Object value) {
        return switch (value) {
            case None _ -> false;
            case Undefined _ -> false;
            case Boolean truth -> truth;
            case BigInteger number -> number.signum() != 0;
            case Double number -> number != 0;
            case Text text -> !text.isEmpty();
            case Bytes bytes -> bytes.length() > 0;
            case PyList list -> !list.items().isEmpty();
            case Tuple tuple -> !tuple.items().isEmpty();
            case PyDict dict -> dict.size() > 0;
            case DictView view -> view.dict().size() > 0;
            case Range range -> range.length() > 0;
            case LoopContext loop -> loop.length() > 0;
            default -> true;
        };
    }

    static boolean isString(Object value) {
        return value instanceof Text;
    }

    /** Returns a value that must be a string. */
    static Text text(Object value) {
        if (value instanceof Text text) {
            return text;
        }
        throw value instanceof Undefined undefined
                ? undefined.failure()
                : Failure.type("expected str instance, " + name(value) + " found");
    }

    static boolean hasLength(Object value) {
        return switch (value) {
            case Text _,Bytes _,PyList _,Tuple _,PyDict _,DictView _,Range _,Undefined _,LoopContext _ -> true;
            default -> false;
        };
    }

    static int length(Object value) {
        return switch (value) {
            case Text text -> text.length();
            case Bytes bytes -> bytes.length();
            case PyList list -> list.items().size();
            case Tuple tuple -> tuple.items().size();
            case PyDict dict -> dict.size();
            case DictView view -> view.dict().size();
            case Range range -> range.length();
            case Undefined _ -> 0;
            case LoopContext loop -> loop.length();
            default -> throw Failure.type("object of type '" + name(value) + "' has no len()");
        };
    }

    /** Pays for a walk through a value. */
    static void chargeWalk(Object value) {
        if (!(value instanceof LoopContext) && hasLength(value)) {
            Budget.chargeWalk(value instanceof Text text ? text.length() : 4L * length(value));
        }
    }

    static boolean isIterable(Object value) {
        return switch (value) {
            case Text _,Bytes _,PyList _,Tuple _,PyDict _,DictView _,Range _,Lazy _,Undefined _,LoopContext _ -> true;
            default -> false;
        };
    }

    /** Returns a value's elements, one at a time. */
    static Iterator<Object> iterate(Object value) {
        return switch (value) {
            case Text text -> characters(text);
            case Bytes bytes -> bytes.elements().iterator();
            case PyList list -> list.items().iterator();
            case Tuple tuple -> tuple.items().iterator();
            case PyDict dict -> dict.keys().iterator();
            case DictView view -> view.elements().iterator();
            case Range range -> range.iterator();
            case Lazy lazy -> lazy.elements();
            case Undefined _ -> Collections.emptyIterator();
            case LoopContext loop -> loop.rest();
            default -> throw Failure.type("'" + name(value) + "' object is not iterable");
        };
    }

    private static Iterator<Object> characters(Text text) {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < text.length();
            }

            @Override
            public Object next() {
                next++;
                return text.slice(next - 1, next).asSafe(false);
            }
        };
    }

    /** Returns all of a value's elements; those of a lazy sequence are gone then. */
    static List<Object> elements(Object value) {
        if (value instanceof PyList list) {
            Budget.charge(list.items().size());
            return list.items();
        }
        if (value instanceof Tuple tuple) {
            Budget.charge(tuple.items().size());
            return tuple.items();
        }
        List<Object> all = new ArrayList<>();
        Iterator<Object> elements = iterate(value);
        while (elements.hasNext()) {
            Budget.charge(4);
            all.add(elements.next());
        }
        return all;
    }
}
