package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A macro, or the body of a call block. */
final class Macro {
    private final @Nullable String name;
    private final List<String> parameters;
    private final Set<String> specials;
    private final Body body;

    /** Renders the body with the parameters that were given. */
    interface Body {
        Object render(Map<String, Object> given);
    }

    /**
     * Makes a macro.
     *
     * @param specials which of {@code caller}, {@code kwargs} and {@code varargs} it takes
     */
    Macro(@Nullable String name, List<String> parameters, Set<String> specials, Body body) {
        this.name = name;
        this.parameters = parameters;
        this.specials = specials;
        this.body = body;
    }

    String printedName() {
        return name == null ? "anonymous" : "'" + name + "'";
    }

    Object call(CallArguments arguments) {
        Map<String, Object> given = new LinkedHashMap<>();
        Map<Text, Object> keywords = new LinkedHashMap<>(arguments.keywords());
        List<Object> positional = arguments.positional();
        boolean callerFound = parameters.contains("caller");
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i);
            if (i < positional.size()) {
                given.put(parameter, positional.get(i));
            } else if (keywords.containsKey(Text.of(parameter))) {
                given.put(parameter, keywords.remove(Text.of(parameter)));
            }
        }
        if (specials.contains("caller") && !callerFound) {
            Object caller = keywords.remove(Text.of("caller"));
            given.put("caller", caller == null ? Undefined.hint("No caller defined") : caller);
        }
        if (specials.contains("kwargs")) {
            PyDict rest = new PyDict();
            keywords.forEach(rest::put);
            given.put("kwargs", rest);
        } else if (!keywords.isEmpty()) {
            throw Failure.type(keywords.containsKey(Text.of("caller"))
                    ? "macro " + quotedName() + " was invoked with two values for the special caller argument. This is"
                            + " most likely a bug."
                    : "macro " + quotedName() + " takes no keyword argument '" + keywords.keySet().iterator().next()
                            + "'");
        }
        if (specials.contains("varargs")) {
            given.put("varargs", Tuple.of(positional.subList(Math.min(parameters.size(), positional.size()),
                    positional.size())));
        } else if (positional.size() > parameters.size()) {
            throw Failure.type("macro " + quotedName() + " takes not more than " + parameters.size() + " argument(s)");
        }
        return body.render(given);
    }

    private String quotedName() {
        return name == null ? "None" : "'" + name + "'";
    }

    @Nullable
    Object attribute(String attribute) {
        return switch (attribute) {
            case "name" -> name == null ? None.NONE : Text.of(name);
            case "arguments" -> Tuple.of(new ArrayList<>(parameters.stream().map(Text::of).toList()));
            case "catch_kwargs" -> specials.contains("kwargs");
            case "catch_varargs" -> specials.contains("varargs");
            case "caller" -> specials.contains("caller");
            default -> null;
        };
    }
}
