package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Takes Java's values over into a template: copies, so that nothing of Java is left. */
final class Import {
    private static final int MAX_DEPTH = 200;

    /**
     * The roles that templates make control tokens of, as in {@code '<|' + role + '|>'}; they say nothing that a user wrote.
     */
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    private Import() {}

    static Object trusted(@Nullable Object value) {
        return convert(value, Text::of, 0);
    }

    static Object foreign(@Nullable Object value) {
        return convert(value, Text::foreign, 0);
    }

    private static Object convert(@Nullable Object value, Function<String, Text> text, int depth) {
        if (depth > MAX_DEPTH) {
            throw Failure.limit("a message is nested more than " + MAX_DEPTH + " deep");
        }
        return switch (value) {
            case null -> None.NONE;
            case Boolean truth -> truth;
            case CharSequence characters -> text.apply(characters.toString());
            case Double number -> number;
            case Float number -> number.doubleValue();
            case BigDecimal number -> number.doubleValue();
            case BigInteger number -> number;
            case Number number -> BigInteger.valueOf(number.longValue());
            case Map<?, ?> map -> {
                PyDict dict = new PyDict();
                map.forEach((key, element) -> dict.put(text.apply(String.valueOf(key)),
                        "role".equals(key) && element instanceof String role && ROLES.contains(role)
                                ? Text.of(role)
                                : convert(element, text, depth + 1)));
                yield dict;
            }
            case Iterable<?> elements -> {
                List<Object> list = new ArrayList<>();
                elements.forEach(element -> list.add(convert(element, text, depth + 1)));
                yield PyList.of(list);
            }
            default -> throw new IllegalArgumentException("a value of type " + value.getClass().getName()
                    + " can not go into a chat template; expected text, a number, a truth value, null, a list or a"
                    + " map of such");
        };
    }
}
