package dev.parlance.chat.jinja;

import java.math.BigInteger;

/** Python's {@code str.format}, as the sandbox allows it. */
final class BraceFormat {
    private final CallArguments arguments;
    private int nextPosition;
    private boolean numbered;

    private BraceFormat(CallArguments arguments) {
        this.arguments = arguments;
    }

    static Text format(Text format, CallArguments arguments) {
        return new BraceFormat(arguments).expand(format, 2).asSafe(format.isSafe());
    }

    private Text expand(Text format, int depth) {
        if (depth < 0) {
            throw Failure.value("Max string recursion exceeded");
        }
        TextBuilder out = new TextBuilder();
        int at = 0;
        while (at < format.length()) {
            int c = format.at(at);
            boolean doubled = at + 1 < format.length() && format.at(at + 1) == c;
            if ((c == '{' || c == '}') && doubled && (c == '}' || depth == 2)) {
                out.append(format.marked(at));
                at += 2;
            } else if (c == '}') {
                throw Failure.value("Single '}' encountered in format string");
            } else if (c == '{') {
                int end = fieldEnd(format, at + 1);
                out.append(field(format.slice(at + 1, end), depth, format.isSafe()));
                at = end + 1;
            } else {
                out.append(format.marked(at++));
            }
        }
        return out.toText();
    }

    private static int fieldEnd(Text format, int begin) {
        int depth = 1;
        for (int at = begin; at < format.length(); at++) {
            depth += format.at(at) == '{' ? 1 : format.at(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw Failure.value(begin == format.length()
                ? "Single '{' encountered in format string"
                : "expected '}' before end of string");
    }

    private Text field(Text field, int depth, boolean safe) {
        int end = 0;
        int brackets = 0;
        while (end < field.length() && (brackets > 0 || (field.at(end) != '!' && field.at(end) != ':'))) {
            brackets += field.at(end) == '[' ? 1 : field.at(end) == ']' ? -1 : 0;
            end++;
        }
        Object value = lookUp(field.slice(0, end));
        Text rest = field.slice(end, field.length());
        if (!rest.isEmpty() && rest.at(0) == '!') {
            if (rest.length() < 2 || (rest.length() > 2 && rest.at(2) != ':')) {
                throw Failure.value("expected ':' after conversion specifier");
            }
            value = switch (rest.at(1)) {
                case 's' -> Printing.str(value);
                case 'r', 'a' -> Printing.print(value);
                default -> throw Failure.value("Unknown conversion specifier " + Character.toString(rest.at(1)));
            };
            rest = rest.slice(2, rest.length());
        }
        Text spec = rest.isEmpty() ? Text.EMPTY : expand(rest.slice(1, rest.length()), depth - 1);
        Text formatted = spec.isEmpty() ? Printing.str(value) : FormatSpec.parse(spec).format(value);
        return safe ? Html.escape(formatted) : formatted;
    }

    private Object lookUp(Text field) {
        int at = 0;
        while (at < field.length() && field.at(at) != '.' && field.at(at) != '[') {
            at++;
        }
        Object value = argument(field.slice(0, at).toString(), at == field.length());
        while (at < field.length()) {
            int begin = at + 1;
            if (field.at(at) == '.') {
                at = begin;
                while (at < field.length() && field.at(at) != '.' && field.at(at) != '[') {
                    at++;
                }
                value = Attributes.attribute(value, field.slice(begin, at).toString());
            } else if (field.at(at) == '[') {
                at = field.indexOf(Text.of("]"), begin, field.length());
                if (at < 0) {
                    throw Failure.value("Missing ']' in format string");
                }
                Text key = field.slice(begin, at++);
                BigInteger index = key.toString().matches("\\d{1,9}") ? new BigInteger(key.toString()) : null;
                value = Attributes.item(value, index != null ? index : key);
            } else {
                throw Failure.value("Only '.' or '[' may follow ']' in format field specifier");
            }
        }
        return value;
    }

    /** Finds what a field begins with; only a field of nothing else is numbered by its place. */
    private Object argument(String name, boolean alone) {
        boolean automatic = name.isEmpty() && alone;
        if (automatic || name.matches("\\d{1,9}")) {
            if (alone && (automatic ? numbered && nextPosition == 0 : nextPosition > 0)) {
                throw Failure.value("cannot switch between manual field specification and automatic field numbering");
            }
            numbered |= alone;
            int position = automatic ? nextPosition++ : Integer.parseInt(name);
            if (position >= arguments.positional().size()) {
                throw Failure.of("IndexError", "Replacement index " + position
                        + " out of range for positional args tuple");
            }
            return arguments.positional().get(position);
        }
        Object value = arguments.keywords().get(Text.of(name));
        if (value == null) {
            throw Failure.of("KeyError", "'" + name + "'");
        }
        return value;
    }
}
