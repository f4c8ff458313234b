package dev.parlance.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jinja2's filters by name, and {@code tojson} as Hugging Face defines it. */
final class Filters {
    private static final Map<String, Definition> DEFINITIONS = new HashMap<>();

    /**
     * A filter.
     *
     * @param parameters its parameters after the value, in the notation of {@link CallArguments#bind}
     */
    private record Definition(List<String> parameters, Body body) {}

    /** What a filter does with a value. */
    @FunctionalInterface
    interface Body {
        Object apply(Object value, CallArguments.Bound arguments, Evaluator evaluator);
    }

    /** What a filter does that takes any arguments. */
    @FunctionalInterface
    interface FreeBody {
        Object apply(Object value, CallArguments arguments, Evaluator evaluator);
    }

    private static final Map<String, FreeBody> FREE = new HashMap<>();

    private Filters() {}

    static {
        TextFilters.defineAll();
        SequenceFilters.defineAll();
        SelectionFilters.defineAll();
        OrderFilters.defineAll();
        NumberFilters.defineAll();
        HtmlFilters.defineAll();
    }

    /** Defines a filter; its parameters are given by name, with a question mark for those that can be left out. */
    static void define(String name, String parameters, Body body) {
        DEFINITIONS.put(name, new Definition(
                parameters.isEmpty() ? List.of("value") : List.of(("value " + parameters).split(" ", -1)), body));
    }

    static void defineFree(String name, FreeBody body) {
        FREE.put(name, body);
    }

    static boolean exists(String name) {
        return DEFINITIONS.containsKey(name) || FREE.containsKey(name);
    }

    static Object apply(String name, Object value, CallArguments arguments, Evaluator evaluator) {
        Budget.charge(1);
        Types.chargeWalk(value);
        FreeBody free = FREE.get(name);
        if (free != null) {
            return free.apply(value, arguments, evaluator);
        }
        Definition definition = DEFINITIONS.get(name);
        if (definition == null) {
            throw Failure.runtime("No filter named '" + name + "' found.");
        }
        return definition.body().apply(value, arguments.behind(value).bind(name, definition.parameters()), evaluator);
    }
}
