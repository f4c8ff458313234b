package dev.parlance.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** The filters that change text. */
final class TextFilters {
    private TextFilters() {}

    static void defineAll() {
        Filters.define("upper", "", (value, _, _) -> Case.upper(Printing.str(value)));
        Filters.define("lower", "", (value, _, _) -> Case.lower(Printing.str(value)));
        Filters.define("capitalize", "", (value, _, _) -> Case.capitalize(Printing.str(value)));
        Filters.define("title", "", (value, _, _) -> title(Printing.str(value)));
        Filters.define("string", "", (value, _, _) -> Printing.str(value));
        Filters.define("trim", "chars?", (value, arguments, _) -> {
            Object characters = arguments.orNull(1);
            return StringMethods.strip(Printing.str(value), characters == null ? null : Types.text(characters), true,
                    true);
        });
        Filters.define("replace", "old new count?", (value, arguments, evaluator) -> {
            Object given = arguments.orNull(3);
            int count = given == null ? -1 : Numbers.index(given);
            if (!evaluator.escaping()) {
                return StringMethods.replace(Printing.plainStr(value), Printing.plainStr(arguments.get(1)),
                        Printing.plainStr(arguments.get(2)), count);
            }
            boolean safe = isSafe(arguments.get(1)) || (isSafe(arguments.get(2)) && !isSafe(value));
            Text text = safe ? Html.escape(value) : Printing.str(value);
            return StringMethods.replace(text, Printing.str(arguments.get(1)), Printing.str(arguments.get(2)), count);
        });
        Filters.define("center", "width?", (value, arguments, _) -> StringMethods
                .call(Printing.str(value), "center", arguments.get(1, Numbers.integer(80))));
        Filters.define("indent", "width? first? blank?", (value, arguments, _) -> indent(lines(value, "TypeError"),
                arguments.get(1, Numbers.integer(4)), arguments.truth(2, false), arguments.truth(3, false)));
        Filters.define("truncate", "length? killwords? end? leeway?", (value, arguments, _) -> truncate(value,
                arguments));
        Filters.define("wordcount", "", (value, _, _) -> Numbers.integer(WordWrap.count(Printing.str(value))));
        Filters.define("wordwrap", "width? break_long_words? wrapstring? break_on_hyphens?",
                (value, arguments, _) -> WordWrap.wrap(lines(value, "AttributeError"), arguments));
        Filters.defineFree("format", (value, arguments, _) -> {
            if (!arguments.positional().isEmpty() && !arguments.keywords().isEmpty()) {
                throw Failure.argument("can't handle positional and keyword arguments at the same time");
            }
            Object given = arguments.keywords().isEmpty()
                    ? Tuple.of(arguments.positional())
                    : Namespace.dict(arguments);
            return PercentFormat.format(Printing.str(value), given);
        });
        Filters.define("join", "d? attribute?", (value, arguments, evaluator) -> join(value,
                arguments.get(1, Text.EMPTY), arguments, evaluator));
        Filters.define("tojson", "ensure_ascii? indent? separators? sort_keys?",
                (value, arguments, _) -> Json.filter(value, arguments));
        Filters.define("pprint", "", (value, _, _) -> PrettyPrint.format(value));
    }

    /** Returns a value that must be text, because it is taken apart into lines. */
    private static Text lines(Object value, String failure) {
        if (value instanceof Text text) {
            return text;
        }
        throw value instanceof Undefined undefined
                ? undefined.failure()
                : Failure.of(value instanceof PyList ? "AttributeError" : failure,
                        "'" + Types.name(value) + "' object has no attribute 'splitlines'");
    }

    private static boolean isSafe(Object value) {
        return value instanceof Text text && text.isSafe();
    }

    /** Puts what follows a blank, a hyphen or an opening bracket in upper case and the rest in lower case. */
    private static Text title(Text text) {
        TextBuilder out = new TextBuilder();
        int from = 0;
        while (from < text.length()) {
            int to = from + 1;
            while (to < text.length() && separates(text.at(to)) == separates(text.at(from))) {
                to++;
            }
            out.append(Case.upper(text.slice(from, from + 1))).append(Case.lower(text.slice(from + 1, to)));
            from = to;
        }
        return out.toText();
    }

    private static boolean separates(int c) {
        return Characters.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }

    private static Text indent(Text text, Object width, boolean first, boolean blank) {
        Text indentation = width instanceof Text given ? given : Text.of(" ").times(Numbers.index(width));
        List<Text> lines = StringSplitting.lines(text.plus(Text.of("\n").asSafe(text.isSafe())), false);
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (i > 0) {
                out.append("\n");
            }
            if (i == 0 ? first : blank || !lines.get(i).isEmpty()) {
                out.append(indentation);
            }
            out.append(lines.get(i));
        }
        return out.toText().asSafe(text.isSafe());
    }

    private static Object truncate(Object value, CallArguments.Bound arguments) {
        int length = arguments.integer(1, 255);
        Text end = arguments.has(3) ? arguments.text(3) : Text.of("...");
        Object given = arguments.orNull(4);
        int leeway = given == null ? 5 : Numbers.index(given);
        if (length < end.length()) {
            throw Failure.of("AssertionError", "expected length >= " + end.length() + ", got " + length);
        }
        if (leeway < 0) {
            throw Failure.of("AssertionError", "expected leeway >= 0, got " + leeway);
        }
        if (Types.length(value) <= (long) length + leeway) {
            return value;
        }
        Text text = Types.text(value);
        Text cut = text.slice(0, length - end.length());
        int blank = cut.lastIndexOf(Text.of(" "), 0, cut.length());
        return (arguments.truth(2, false) || blank < 0 ? cut : cut.slice(0, blank)).plus(end);
    }

    private static Object join(Object value, Object separator, CallArguments.Bound arguments, Evaluator evaluator) {
        Object attribute = arguments.orNull(2);
        List<Object> items = new ArrayList<>(Types.elements(value));
        if (attribute != null) {
            items.replaceAll(AttributePath.getter(attribute, null));
        }
        boolean safe = evaluator.escaping()
                && (isSafe(separator) || items.stream().anyMatch(TextFilters::isSafe));
        Text between = safe ? Html.escape(separator) : Printing.plainStr(separator);
        return between.join(items.stream().map(item -> safe ? Html.escape(item) : Printing.plainStr(item)).toList());
    }
}
