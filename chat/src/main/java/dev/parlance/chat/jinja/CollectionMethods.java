package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The methods of lists, tuples, dictionaries and ranges, without those that change them. */
final class CollectionMethods {
    private CollectionMethods() {}

    static @Nullable Object ofList(PyList list, String name) {
        return name.equals("copy")
                ? Callable.method(name, _ -> PyList.of(list.items()))
                : ofSequence("list", list.items(), name);
    }

    static @Nullable Object ofTuple(Tuple tuple, String name) {
        int named = tuple.names().indexOf(name);
        return named >= 0 ? tuple.items().get(named) : ofSequence("tuple", tuple.items(), name);
    }

    static @Nullable Object ofRange(Range range, String name) {
        return switch (name) {
            case "start" -> range.start();
            case "stop" -> range.stop();
            case "step" -> range.step();
            default -> ofSequence("range", Types.elements(range), name);
        };
    }

    private static @Nullable Object ofSequence(String type, List<Object> items, String name) {
        return switch (name) {
            case "count" -> Callable.method(name, arguments -> {
                Object sought = arguments.bind(name, "*value").get(0);
                return Numbers.integer(items.stream().filter(item -> Equality.equal(item, sought)).count());
            });
            case "index" -> Callable.method(name, arguments -> {
                CallArguments.Bound bound = arguments.bind(name, "*value", "*start?", "*stop?");
                int[] bounds = Slicing.bounds(items.size(), bound.get(1, None.NONE), bound.get(2, None.NONE));
                for (int i = bounds[0]; i < bounds[1]; i++) {
                    if (Equality.equal(items.get(i), bound.get(0))) {
                        return Numbers.integer(i);
                    }
                }
                throw Failure.value(type.equals("tuple")
                        ? "tuple.index(x): x not in tuple"
                        : Printing.repr(bound.get(0)) + " is not in " + type);
            });
            default -> null;
        };
    }

    static @Nullable Object ofDict(PyDict dict, String name) {
        return switch (name) {
            case "get" -> Callable.method(name, arguments -> {
                CallArguments.Bound bound = arguments.bind(name, "*key", "*default?");
                Object value = dict.get(bound.get(0));
                return value == null ? bound.get(1, None.NONE) : value;
            });
            case "keys" -> view(name, DictView.Kind.dict_keys, dict);
            case "values" -> view(name, DictView.Kind.dict_values, dict);
            case "items" -> view(name, DictView.Kind.dict_items, dict);
            case "copy" -> Callable.method(name, _ -> dict.copy());
            case "fromkeys" -> Callable.method(name, arguments -> {
                CallArguments.Bound bound = arguments.bind(name, "*iterable", "*value?");
                PyDict made = new PyDict();
                Types.elements(bound.get(0)).forEach(key -> made.put(key, bound.get(1, None.NONE)));
                return made;
            });
            default -> null;
        };
    }

    private static Callable view(String name, DictView.Kind kind, PyDict dict) {
        return Callable.method(name, arguments -> {
            arguments.bind(name);
            return new DictView(kind, dict);
        });
    }
}
