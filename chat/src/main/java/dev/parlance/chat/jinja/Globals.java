package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;

/** The functions that every template can call: Jinja2's own and the two of Hugging Face. */
final class Globals {
    private Globals() {}

    /**
     * Returns the functions by name.
     *
     * @param now the time that {@code strftime_now} shows
     */
    static Map<String, Object> functions(LocalDateTime now) {
        Map<String, Object> functions = new HashMap<>();
        define(functions, "range", Globals::range);
        functions.put("dict", Callable.type("dict", Namespace::dict));
        functions.put("namespace", Callable.type("jinja2.utils.Namespace", Namespace::of));
        functions.put("cycler", Callable.type("jinja2.utils.Cycler", arguments -> new Cycler(arguments.positional())));
        functions.put("joiner", Callable.type("jinja2.utils.Joiner",
                arguments -> joiner(arguments.bind("joiner", "sep?").get(0, Text.of(", ")))));
        define(functions, "lipsum", arguments -> {
            throw Failure.type("lipsum is random text, which no chat template needs");
        });
        define(functions, "raise_exception", arguments -> {
            throw new ChatTemplateException(ChatTemplateException.REFUSED,
                    Printing.str(arguments.bind("raise_exception", "message").get(0)).toString(), Failure.NO_LINE);
        });
        define(functions, "strftime_now", arguments -> {
            Text format = arguments.bind("strftime_now", "format").text(0);
            return HtmlFilters.sameOrigin(format, Strftime.format(now, format.toString()));
        });
        return functions;
    }

    private static void define(Map<String, Object> functions, String name, Callable.Body body) {
        functions.put(name, Callable.function(name, body));
    }

    private static Object range(CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind("range", "*start", "*stop?", "*step?");
        BigInteger first = number(bound.get(0));
        return bound.has(1)
                ? Range.of(first, number(bound.get(1)), bound.has(2) ? number(bound.get(2)) : BigInteger.ONE)
                : Range.of(BigInteger.ZERO, first, BigInteger.ONE);
    }

    private static BigInteger number(Object value) {
        BigInteger number = Numbers.integerOrNull(value);
        if (number == null) {
            Numbers.index(value); // complains
        }
        return number == null ? BigInteger.ZERO : number;
    }

    /** Returns a function that gives nothing at first and a separator from then on. */
    private static Callable joiner(Object separator) {
        boolean[] used = new boolean[1];
        return new Callable("joiner", "Joiner", arguments -> {
            boolean first = !used[0];
            used[0] = true;
            return first ? Text.EMPTY : separator;
        });
    }
}
