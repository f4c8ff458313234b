package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** The methods of strings; {@link StringTests} has those that ask, {@link StringSplitting} those that cut. */
final class StringMethods {
    private static final Map<String, Method> METHODS = new HashMap<>();

    /** What a method does. */
    @FunctionalInterface
    interface Method {
        Object call(Text self, CallArguments arguments);
    }

    private StringMethods() {}

    static @Nullable Object find(Text self, String name) {
        Method method = METHODS.get(name);
        return method == null ? null : Callable.method(name, arguments -> {
            Budget.chargeWalk(self.length());
            return method.call(self, arguments);
        });
    }

    /** Calls a method that there is. */
    static Object call(Text self, String name, Object... arguments) {
        return Objects.requireNonNull(METHODS.get(name), name).call(self, CallArguments.of(arguments));
    }

    static void define(String name, Method method) {
        METHODS.put(name, method);
    }

    static {
        StringTests.defineAll();
        StringSplitting.defineAll();
        define("upper", (self, arguments) -> changed(self, arguments, "upper", Case::upper));
        define("lower", (self, arguments) -> changed(self, arguments, "lower", Case::lower));
        define("casefold", (self, arguments) -> changed(self, arguments, "casefold", Case::fold));
        define("title", (self, arguments) -> changed(self, arguments, "title", Case::title));
        define("capitalize", (self, arguments) -> changed(self, arguments, "capitalize", Case::capitalize));
        define("swapcase", (self, arguments) -> changed(self, arguments, "swapcase", Case::swap));
        define("strip", (self, arguments) -> strip(self, characters("strip", arguments), true, true));
        define("lstrip", (self, arguments) -> strip(self, characters("lstrip", arguments), true, false));
        define("rstrip", (self, arguments) -> strip(self, characters("rstrip", arguments), false, true));
        define("replace", (self, arguments) -> {
            CallArguments.Bound bound = arguments.bind("replace", "*old", "*new", "*count?");
            return replace(self, bound.text(0), bound.text(1), bound.integer(2, -1));
        });
        define("encode", (self, arguments) -> Bytes.encode(self, arguments.bind("encode", "encoding?", "errors?")));
        define("join", (self, arguments) -> join(self, arguments.bind("join", "*iterable").get(0)));
        define("format", BraceFormat::format);
        define("format_map", (self, arguments) -> {
            if (!(arguments.bind("format_map", "*mapping").get(0) instanceof PyDict dict)) {
                throw Failure.type("format_map() argument must be a mapping");
            }
            Map<Text, Object> named = new HashMap<>();
            for (PyDict.Entry entry : dict.entries()) {
                if (entry.key() instanceof Text key) {
                    named.put(key, entry.value());
                }
            }
            return BraceFormat.format(self, new CallArguments(List.of(), named));
        });
        define("center", (self, arguments) -> pad("center", self, arguments));
        define("ljust", (self, arguments) -> pad("ljust", self, arguments));
        define("rjust", (self, arguments) -> pad("rjust", self, arguments));
        define("zfill", (self, arguments) -> zeroFill(self, arguments.bind("zfill", "*width").integer(0, 0)));
        define("expandtabs", (self, arguments) -> expandTabs(self,
                arguments.bind("expandtabs", "tabsize?").integer(0, 8)));
        define("removeprefix", (self, arguments) -> {
            Text prefix = arguments.bind("removeprefix", "*prefix").text(0);
            return self.matches(prefix, 0) ? self.slice(prefix.length(), self.length()) : self;
        });
        define("removesuffix", (self, arguments) -> {
            Text suffix = arguments.bind("removesuffix", "*suffix").text(0);
            int at = self.length() - suffix.length();
            return !suffix.isEmpty() && self.matches(suffix, at) ? self.slice(0, at) : self;
        });
        define("maketrans", (self, arguments) -> Translation.table(arguments));
        define("translate", (self, arguments) -> Translation.translate(self,
                arguments.bind("translate", "*table").get(0)));
    }

    private static Text changed(Text self, CallArguments arguments, String name,
            UnaryOperator<Text> change) {
        arguments.bind(name);
        return change.apply(self);
    }

    private static @Nullable Text characters(String name, CallArguments arguments) {
        Object given = arguments.bind(name, "*chars?").orNull(0);
        if (given == null || given instanceof Text) {
            return (Text) given;
        }
        throw Failure.type(name + " arg must be None or str");
    }

    /** Takes characters off the ends: some, or white space for null. */
    static Text strip(Text text, @Nullable Text characters, boolean left, boolean right) {
        IntPredicate stripped = characters == null ? Characters::isSpace : characters.points()::contains;
        int begin = 0;
        int end = text.length();
        while (left && begin < end && stripped.test(text.at(begin))) {
            begin++;
        }
        while (right && end > begin && stripped.test(text.at(end - 1))) {
            end--;
        }
        Budget.chargeWalk((long) begin + text.length() - end);
        return text.slice(begin, end);
    }

    /** Replaces the first occurrences of a string, or all for a negative count. */
    static Text replace(Text text, Text old, Text replacement, int count) {
        Text inserted = text.isSafe() ? Html.escape(replacement) : replacement;
        int left = count < 0 ? Integer.MAX_VALUE : count;
        TextBuilder out = new TextBuilder();
        int from = 0;
        while (left-- > 0) {
            int at = text.indexOf(old, from, text.length());
            if (at < 0) {
                break;
            }
            out.append(text.slice(from, at)).append(inserted);
            from = at;
            if (old.isEmpty()) {
                if (at == text.length()) {
                    return out.toText().asSafe(text.isSafe());
                }
                out.append(text.marked(at));
                from++;
            } else {
                from += old.length();
            }
        }
        return out.append(text.slice(Math.min(from, text.length()), text.length())).toText().asSafe(text.isSafe());
    }

    private static Text join(Text separator, Object iterable) {
        List<Text> parts = new ArrayList<>();
        for (Object element : Types.elements(iterable)) {
            if (separator.isSafe()) {
                parts.add(Html.escape(element));
            } else if (element instanceof Text text) {
                parts.add(text);
            } else {
                throw Failure.type("sequence item " + parts.size() + ": expected str instance, "
                        + Types.name(element) + " found");
            }
        }
        return separator.join(parts);
    }

    private static Text pad(String method, Text self, CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind(method, "*width", "*fillchar?");
        Text fill = bound.has(1) ? bound.text(1) : Text.of(" ");
        if (fill.length() != 1) {
            throw Failure.type("The fill character must be exactly one character long");
        }
        int width = bound.integer(0, 0);
        Text.checkLength(width);
        int missing = Math.max(0, width - self.length());
        int left = switch (method) {
            case "ljust" -> 0;
            case "rjust" -> missing;
            default -> missing / 2 + (missing & width & 1);
        };
        return new TextBuilder().repeat(fill.marked(0), left).append(self).repeat(fill.marked(0), missing - left)
                .toText().asSafe(self.isSafe());
    }

    private static Text zeroFill(Text self, int width) {
        Text.checkLength(width);
        int signs = !self.isEmpty() && (self.at(0) == '-' || self.at(0) == '+') ? 1 : 0;
        return new TextBuilder().append(self.slice(0, signs)).repeat('0', Math.max(0, width - self.length()))
                .append(self.slice(signs, self.length())).toText().asSafe(self.isSafe());
    }

    private static Text expandTabs(Text self, int size) {
        Text.checkLength(size);
        TextBuilder out = new TextBuilder();
        int column = 0;
        for (int i = 0; i < self.length(); i++) {
            int c = self.at(i);
            if (c == '\t') {
                int blanks = size <= 0 ? 0 : size - column % size;
                out.repeat(Text.withOriginOf(self.marked(i), ' '), blanks);
                column += blanks;
            } else {
                out.append(self.marked(i));
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toText().asSafe(self.isSafe());
    }
}
