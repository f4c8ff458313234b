package dev.parlance.chat.jinja;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The filters that apply something to each element, when it is asked for. */
final class SelectionFilters {
    private SelectionFilters() {}

    static void defineAll() {
        Filters.defineFree("map", (value, arguments, evaluator) -> lazily(value,
                () -> Iterators.map(Types.iterate(value), mapping(arguments, evaluator))));
        define("select", false, true);
        define("reject", false, false);
        define("selectattr", true, true);
        define("rejectattr", true, false);
    }

    private static void define(String name, boolean attribute, boolean kept) {
        Filters.defineFree(name, (value, arguments, _) -> lazily(value, () -> {
            Predicate<Object> test = test(arguments, attribute);
            return Iterators.filter(Types.iterate(value), element -> test.test(element) == kept);
        }));
    }

    private static Lazy lazily(Object value, Supplier<Iterator<Object>> elements) {
        return Lazy.later(() -> Types.truth(value) ? elements.get() : Collections.emptyIterator());
    }

    private static UnaryOperator<Object> mapping(CallArguments arguments, Evaluator evaluator) {
        if (arguments.positional().isEmpty() && arguments.keywords().containsKey(Text.of("attribute"))) {
            Map<Text, Object> keywords = new LinkedHashMap<>(arguments.keywords());
            Object attribute = keywords.remove(Text.of("attribute"));
            Object missing = keywords.remove(Text.of("default"));
            if (!keywords.isEmpty()) {
                throw Failure.argument("Unexpected keyword argument '" + keywords.keySet().iterator().next() + "'");
            }
            return AttributePath.getter(attribute == null ? None.NONE : attribute,
                    missing == None.NONE ? null : missing);
        }
        if (arguments.positional().isEmpty()) {
            throw Failure.argument("map requires a filter argument");
        }
        String name = Printing.str(arguments.positional().getFirst()).toString();
        CallArguments rest = arguments.from(1);
        if (!Filters.exists(name)) {
            throw Failure.runtime("No filter named '" + name + "'.");
        }
        return element -> Filters.apply(name, element, rest, evaluator);
    }

    private static Predicate<Object> test(CallArguments arguments, boolean attribute) {
        List<Object> positional = arguments.positional();
        if (attribute && positional.isEmpty()) {
            throw Failure.argument("Missing parameter for attribute name");
        }
        UnaryOperator<Object> getter = attribute
                ? AttributePath.getter(positional.getFirst(), null)
                : element -> element;
        int nameAt = attribute ? 1 : 0;
        if (positional.size() <= nameAt) {
            return element -> Types.truth(getter.apply(element));
        }
        String name = Printing.str(positional.get(nameAt)).toString();
        CallArguments rest = arguments.from(nameAt + 1);
        if (!Tests.exists(name)) {
            throw Failure.runtime("No test named '" + name + "'.");
        }
        return element -> Types.truth(Tests.apply(name, getter.apply(element), rest));
    }
}
