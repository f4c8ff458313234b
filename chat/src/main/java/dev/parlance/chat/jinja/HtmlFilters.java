package dev.parlance.chat.jinja;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The filters for HTML and addresses. */
final class HtmlFilters {
    private static final Pattern NOT_IN_ATTRIBUTE_NAME = Pattern.compile("[\\s/>=]");

    private HtmlFilters() {}

    static void defineAll() {
        Filters.define("e", "", (value, _, _) -> Html.escape(value));
        Filters.define("escape", "", (value, _, _) -> Html.escape(value));
        Filters.define("forceescape", "", (value, _, _) -> Html.escapeAlways(Printing.str(value)));
        Filters.define("safe", "", (value, _, _) -> Printing.str(value).asSafe(true));
        Filters.define("striptags", "", (value, _, _) -> stripTags(Printing.str(value)));
        Filters.define("xmlattr", "autospace?", (value, arguments, evaluator) -> attributes(value,
                arguments.truth(1, true)).asSafe(evaluator.escaping()));
        Filters.define("urlencode", "", (value, _, _) -> urlEncode(value));
        Filters.define("urlize", "trim_url_limit? nofollow? target? rel? extra_schemes?",
                (value, arguments, evaluator) -> Links.link(Printing.str(value), arguments)
                        .asSafe(evaluator.escaping()));
    }

    /** Takes off comments and tags and undoes escapes. The result counts as the conversation's if any of the text does. */
    private static Text stripTags(Text text) {
        StringBuilder stripped = new StringBuilder(text.toString());
        remove(stripped, "<!--", "-->");
        remove(stripped, "<", ">");
        List<String> words = new ArrayList<>();
        Types.elements(StringMethods.call(Text.of(stripped.toString()), "split"))
                .forEach(word -> words.add(word.toString()));
        return sameOrigin(text, Entities.decode(String.join(" ", words)));
    }

    /** Removes what stands between two marks, again and again, as the marks come together. */
    private static void remove(StringBuilder text, String begin, String end) {
        int from = text.indexOf(begin);
        while (from >= 0) {
            int to = text.indexOf(end, from);
            if (to < 0) {
                return;
            }
            Budget.chargeWalk(text.length() - from);
            text.delete(from, to + end.length());
            from = text.indexOf(begin, Math.max(0, from - begin.length() + 1));
        }
    }

    /** Returns a text made of another one as a whole: the conversation's if any of that is. */
    static Text sameOrigin(Text source, String made) {
        for (int i = 0; i < source.length(); i++) {
            if (Text.isForeign(source.marked(i))) {
                return Text.foreign(made);
            }
        }
        return Text.of(made);
    }

    private static Text attributes(Object value, boolean space) {
        if (!(value instanceof PyDict dict)) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.of("AttributeError", "'" + Types.name(value) + "' object has no attribute 'items'");
        }
        TextBuilder out = new TextBuilder();
        for (PyDict.Entry entry : dict.entries()) {
            if (entry.value() == None.NONE || entry.value() instanceof Undefined) {
                continue;
            }
            Text name = Types.text(entry.key());
            if (NOT_IN_ATTRIBUTE_NAME.matcher(name.toString()).find()) {
                throw Failure.value("Invalid character in attribute name: " + Printing.repr(name));
            }
            if (space || out.length() > 0) {
                out.append(" ");
            }
            out.append(Html.escape(name)).append("=\"").append(Html.escape(entry.value())).append("\"");
        }
        return out.toText();
    }

    private static Text urlEncode(Object value) {
        if (value instanceof Text || !Types.isIterable(value)) {
            return quote(value, false);
        }
        List<Object> pairs = value instanceof PyDict dict ? dict.items() : Types.elements(value);
        List<Text> parts = new ArrayList<>();
        for (Object pair : pairs) {
            List<Object> items = Types.elements(pair);
            if (items.size() != 2) {
                throw Failure.value("not enough values to unpack (expected 2, got " + items.size() + ")");
            }
            parts.add(quote(items.get(0), true).plus(Text.of("=")).plus(quote(items.get(1), true)));
        }
        return Text.of("&").join(parts);
    }

    private static Text quote(Object value, boolean inQuery) {
        Text text = Printing.plainStr(value);
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            String c = Character.toString(text.at(i));
            out.appendInPlaceOf(text.marked(i), switch (c) {
                case " " -> inQuery ? "+" : "%20";
                case "/" -> inQuery ? "%2F" : "/";
                case "~" -> "~";
                case "*" -> "%2A";
                default -> URLEncoder.encode(c, StandardCharsets.UTF_8);
            });
        }
        return out.toText();
    }
}
