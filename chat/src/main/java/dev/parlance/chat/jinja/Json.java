package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;

/** Python's {@code json.dumps}. What is inside a string keeps its origin. */
final class Json {
    private static final int MAX_DEPTH = 200;

    private final boolean ascii;
    private final @Nullable Text indent;
    private final Text itemSeparator;
    private final Text keySeparator;
    private final boolean sortKeys;
    private final TextBuilder out = new TextBuilder();

    private Json(boolean ascii, @Nullable Text indent, Text itemSeparator, Text keySeparator,
            boolean sortKeys) {
        this.ascii = ascii;
        this.indent = indent;
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
        this.sortKeys = sortKeys;
    }

    /**
     * The filter {@code tojson} as Hugging Face defines it.
     *
     * @param options the value, and after it {@code ensure_ascii}, {@code indent}, {@code separators} and {@code sort_keys}
     */
    static Text filter(Object value, CallArguments.Bound options) {
        Object given = options.orNull(2);
        Text indent = switch (given) {
            case null -> null;
            case Text text -> text;
            default -> Text.of(" ").times(Math.max(0, Numbers.index(given)));
        };
        Text itemSeparator = Text.of(indent == null ? ", " : ",");
        Text keySeparator = Text.of(": ");
        if (options.orNull(3) != null) {
            List<Object> separators = Types.elements(options.get(3));
            if (separators.size() != 2) {
                throw Failure.value("separators: expected 2, got " + separators.size());
            }
            itemSeparator = Types.text(separators.get(0));
            keySeparator = Types.text(separators.get(1));
        }
        Json json = new Json(options.truth(1, false), indent, itemSeparator, keySeparator, options.truth(4, false));
        json.write(value, 0);
        return json.out.toText();
    }

    private void write(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw Failure.limit("tojson: a value is nested more than " + MAX_DEPTH + " deep");
        }
        switch (value) {
            case None _ -> out.append("null");
            case Boolean truth -> out.append(truth ? "true" : "false");
            case BigInteger number -> out.append(Printing.decimal(number));
            case Double number -> out.append(real(number));
            case Text text -> string(text);
            case PyList list -> array(list.items(), depth);
            case Tuple tuple -> array(tuple.items(), depth);
            case PyDict dict -> object(dict, depth);
            default -> throw Failure.type("Object of type " + Types.name(value) + " is not JSON serializable");
        }
    }

    private static String real(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        return Double.isInfinite(number) ? (number > 0 ? "Infinity" : "-Infinity") : Numbers.repr(number);
    }

    private void array(List<Object> items, int depth) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append("[");
        boolean first = true;
        for (Object item : items) {
            separate(first, depth + 1);
            write(item, depth + 1);
            first = false;
        }
        newLine(depth);
        out.append("]");
    }

    private void object(PyDict dict, int depth) {
        if (dict.size() == 0) {
            out.append("{}");
            return;
        }
        List<Object> items = sortKeys
                ? Ordering.sorted(dict.items(), item -> ((Tuple) item).items().getFirst(), false)
                : dict.items();
        out.append("{");
        boolean first = true;
        for (Object item : items) {
            separate(first, depth + 1);
            string(key(((Tuple) item).items().getFirst()));
            out.append(keySeparator);
            write(((Tuple) item).items().getLast(), depth + 1);
            first = false;
        }
        newLine(depth);
        out.append("}");
    }

    private static Text key(Object key) {
        return switch (key) {
            case Text text -> text;
            case None _ -> Text.of("null");
            case Boolean truth -> Text.of(truth ? "true" : "false");
            case BigInteger number -> Text.of(Printing.decimal(number));
            case Double number -> Text.of(real(number));
            default -> throw Failure.type(
                    "keys must be str, int, float, bool or None, not " + Types.name(key));
        };
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.append(itemSeparator);
        }
        newLine(depth);
    }

    private void newLine(int depth) {
        if (indent != null) {
            out.append("\n").append(indent.times(depth));
        }
    }

    private void string(Text text) {
        out.append("\"");
        for (int i = 0; i < text.length(); i++) {
            int marked = text.marked(i);
            int c = text.at(i);
            switch (c) {
                case '"' -> out.appendInPlaceOf(marked, "\\\"");
                case '\\' -> out.appendInPlaceOf(marked, "\\\\");
                case '\n' -> out.appendInPlaceOf(marked, "\\n");
                case '\r' -> out.appendInPlaceOf(marked, "\\r");
                case '\t' -> out.appendInPlaceOf(marked, "\\t");
                case '\f' -> out.appendInPlaceOf(marked, "\\f");
                case '\b' -> out.appendInPlaceOf(marked, "\\b");
                default -> {
                    if (c < 0x20 || (ascii && c > 0x7e)) {
                        for (char unit : Character.toChars(c)) {
                            out.appendInPlaceOf(marked, "\\u" + HexFormat.of().toHexDigits(unit));
                        }
                    } else {
                        out.append(marked);
                    }
                }
            }
        }
        out.append("\"");
    }
}
