package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * What {@code a.b} and {@code a[b]} are, as Jinja2's immutable sandbox has it: the former looks for an attribute first,
 * the latter for an element. There is nothing behind an attribute but what is listed here, and no way to Java.
 */
final class Attributes {
    private static final Set<String> CHANGE_LISTS = Set.of("append", "clear", "pop", "reverse", "insert", "sort",
            "extend", "remove");
    private static final Set<String> CHANGE_DICTS = Set.of("clear", "pop", "popitem", "setdefault", "update");

    private Attributes() {}

    /** Returns {@code object.name}. */
    static Object attribute(Object object, String name) {
        Object found = find(object, name);
        if (found != null) {
            return found;
        }
        Object element = elementOrNull(object, Text.of(name));
        return element != null ? element : Undefined.member(object, Text.of(name));
    }

    /** Returns {@code object[key]}. */
    static Object item(Object object, Object key) {
        Object element = elementOrNull(object, key);
        if (element != null) {
            return element;
        }
        Object found = key instanceof Text name ? find(object, name.toString()) : null;
        return found != null ? found : Undefined.member(object, key);
    }

    /** Returns whether there is an attribute, which is not the same as an element. */
    static boolean has(Object object, String name) {
        return !(object instanceof Undefined) && find(object, name) != null;
    }

    private static @Nullable Object find(Object object, String name) {
        if (object instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (name.startsWith("__")) {
            return name.endsWith("__") && name.length() > 4 ? Undefined.unsafe(object, name) : null;
        }
        return switch (object) {
            case Text text -> StringMethods.find(text, name);
            case PyList list -> CHANGE_LISTS.contains(name)
                    ? Undefined.unsafe(object, name)
                    : CollectionMethods.ofList(list, name);
            case Tuple tuple -> CollectionMethods.ofTuple(tuple, name);
            case PyDict dict -> CHANGE_DICTS.contains(name)
                    ? Undefined.unsafe(object, name)
                    : CollectionMethods.ofDict(dict, name);
            case Bytes bytes -> bytes.attribute(name);
            case Range range -> CollectionMethods.ofRange(range, name);
            case BigInteger _,Boolean _,Double _ -> NumberMethods.find(object, name);
            case Namespace namespace -> namespace.attributes().get(Text.of(name));
            case LoopContext loop -> loop.attribute(name);
            case Macro macro -> macro.attribute(name);
            case Cycler cycler -> cycler.attribute(name);
            case Blocks blocks -> blocks.attribute(name);
            default -> null;
        };
    }

    private static @Nullable Object elementOrNull(Object object, Object key) {
        return switch (object) {
            case Undefined undefined -> throw undefined.failure();
            case PyDict dict -> {
                try {
                    yield dict.get(key);
                } catch (ChatTemplateException unhashable) {
                    yield null;
                }
            }
            case Text text -> {
                int index = position(key, text.length());
                yield index < 0 ? null : text.slice(index, index + 1);
            }
            case Bytes bytes -> {
                int index = position(key, bytes.length());
                yield index < 0 ? null : bytes.get(index);
            }
            case PyList list -> elementOrNull(list.items(), key);
            case Tuple tuple -> elementOrNull(tuple.items(), key);
            case Range range -> {
                int index = position(key, range.length());
                yield index < 0 ? null : range.get(index);
            }
            case Blocks blocks when key instanceof Text name -> blocks.attribute(name.toString());
            default -> null;
        };
    }

    private static @Nullable Object elementOrNull(List<Object> items, Object key) {
        int index = position(key, items.size());
        return index < 0 ? null : items.get(index);
    }

    /** Returns the position that an index means, which may count from the end, or -1 if there is none. */
    private static int position(Object key, int length) {
        BigInteger index = Numbers.integerOrNull(key);
        if (index == null || index.bitLength() > 31) {
            return -1;
        }
        int position = index.intValue() < 0 ? index.intValue() + length : index.intValue();
        return position < length ? position : -1;
    }

    /** Returns {@code object[start:stop:step]}, each part none if it was left out. */
    static Object slice(Object object, Object start, Object stop, Object step) {
        return switch (object) {
            case Text text -> {
                int[] picked = Slicing.indices(text.length(), start, stop, step);
                TextBuilder out = new TextBuilder();
                for (int index : picked) {
                    out.append(text.marked(index));
                }
                yield out.toText().asSafe(text.isSafe());
            }
            case PyList list -> PyList.of(Slicing.pick(list.items(), start, stop, step));
            case Tuple tuple -> Tuple.of(Slicing.pick(tuple.items(), start, stop, step));
            case Range range -> range.slice(Slicing.of(range.length(), start, stop, step));
            case Bytes bytes -> new Bytes((Text) slice(bytes.content(), start, stop, step));
            case Undefined undefined -> throw undefined.failure();
            case PyDict _ -> throw Failure.type("unhashable type: 'slice'");
            default -> throw Failure.type("'" + Types.name(object) + "' object is not subscriptable");
        };
    }
}
