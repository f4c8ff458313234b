package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The methods of strings that cut them. */
final class StringSplitting {
    private StringSplitting() {}

    static void defineAll() {
        StringMethods.define("split", (self, arguments) -> split("split", self, arguments));
        StringMethods.define("rsplit", (self, arguments) -> split("rsplit", self, arguments));
        StringMethods.define("splitlines", (self, arguments) -> PyList.of(
                lines(self, arguments.bind("splitlines", "keepends?").flag(0))));
        StringMethods.define("partition", (self, arguments) -> {
            Text separator = separator(arguments.bind("partition", "*sep").text(0));
            int at = self.indexOf(separator, 0, self.length());
            return at < 0 ? Tuple.of(self, Text.EMPTY, Text.EMPTY) : parts(self, separator, at);
        });
        StringMethods.define("rpartition", (self, arguments) -> {
            Text separator = separator(arguments.bind("rpartition", "*sep").text(0));
            int at = self.lastIndexOf(separator, 0, self.length());
            return at < 0 ? Tuple.of(Text.EMPTY, Text.EMPTY, self) : parts(self, separator, at);
        });
    }

    private static Tuple parts(Text text, Text separator, int at) {
        return Tuple.of(text.slice(0, at), separator, text.slice(at + separator.length(), text.length()));
    }

    private static Text separator(Text separator) {
        if (separator.isEmpty()) {
            throw Failure.value("empty separator");
        }
        return separator;
    }

    private static Object split(String method, Text self, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind(method, "sep?", "maxsplit?");
        Object given = bound.orNull(0);
        if (given != null && !(given instanceof Text)) {
            throw Failure.type("must be str or None, not " + Types.name(given));
        }
        int most = bound.integer(1, -1);
        int limit = most < 0 ? Integer.MAX_VALUE : most;
        @Nullable
        Text separator = given == null ? null : separator((Text) given);
        return PyList.of(method.equals("split") ? split(self, separator, limit) : splitRight(self, separator, limit));
    }

    private static List<Text> split(Text text, @Nullable Text separator, int limit) {
        List<Text> parts = new ArrayList<>();
        int from = separator == null ? skipSpace(text, 0) : 0;
        while (parts.size() < limit) {
            int at = separator == null ? nextSpace(text, from) : text.indexOf(separator, from, text.length());
            if (at < 0) {
                break;
            }
            parts.add(text.slice(from, at));
            from = separator == null ? skipSpace(text, at) : at + separator.length();
        }
        if (separator != null || from < text.length()) {
            parts.add(text.slice(from, text.length()));
        }
        return parts;
    }

    private static int skipSpace(Text text, int from) {
        int at = from;
        while (at < text.length() && Characters.isSpace(text.at(at))) {
            at++;
        }
        return at;
    }

    /** Returns where the next white space is that something stands before, or -1. */
    private static int nextSpace(Text text, int from) {
        for (int at = from; at < text.length(); at++) {
            if (Characters.isSpace(text.at(at))) {
                return at;
            }
        }
        return -1;
    }

    private static List<Text> splitRight(Text text, @Nullable Text separator, int limit) {
        List<Text> parts = new ArrayList<>();
        int end = separator == null ? skipSpaceBack(text, text.length()) : text.length();
        while (parts.size() < limit) {
            int at = separator == null ? lastSpace(text, end) : text.lastIndexOf(separator, 0, end);
            if (at < 0) {
                break;
            }
            parts.add(text.slice(at + (separator == null ? 1 : separator.length()), end));
            end = separator == null ? skipSpaceBack(text, at) : at;
        }
        if (separator != null || end > 0) {
            parts.add(text.slice(0, end));
        }
        Collections.reverse(parts);
        return parts;
    }

    private static int skipSpaceBack(Text text, int end) {
        int at = end;
        while (at > 0 && Characters.isSpace(text.at(at - 1))) {
            at--;
        }
        return at;
    }

    private static int lastSpace(Text text, int end) {
        for (int at = end - 1; at >= 0; at--) {
            if (Characters.isSpace(text.at(at))) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the lines of a text, with their ends if these are kept. */
    static List<Text> lines(Text text, boolean keepEnds) {
        List<Text> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            if (Characters.isLineEnd(text.at(at))) {
                boolean pair = text.at(at) == '\r' && at + 1 < text.length() && text.at(at + 1) == '\n';
                int next = at + (pair ? 2 : 1);
                lines.add(text.slice(from, keepEnds ? next : at));
                from = next;
                at = next - 1;
            }
        }
        if (from < text.length()) {
            lines.add(text.slice(from, text.length()));
        }
        return lines;
    }
}
