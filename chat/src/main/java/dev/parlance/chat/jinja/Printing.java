package dev.parlance.chat.jinja;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Python's {@code str} and {@code repr}. */
final class Printing {
    private Printing() {}

    /** Returns a value as text, as it is put out. */
    static Text str(Object value) {
        return switch (value) {
            case Text text -> text;
            case Undefined _ -> Text.EMPTY;
            default -> print(value);
        };
    }

    /** Returns a value as text, without the mark of being safe in HTML. */
    static Text plainStr(Object value) {
        return str(value).asSafe(false);
    }

    /** Returns a value's {@code repr} as a Java string. */
    static String repr(Object value) {
        return print(value).toString();
    }

    /** Returns a value's {@code repr}. */
    static Text print(Object value) {
        TextBuilder out = new TextBuilder();
        print(value, out, 0);
        return out.toText();
    }

    private static void print(Object value, TextBuilder out, int depth) {
        if (depth > 100) {
            throw Failure.limit("the template prints a value that is nested more than 100 deep");
        }
        switch (value) {
            case None _ -> out.append("None");
            case Undefined _ -> out.append("Undefined");
            case Boolean truth -> out.append(truth ? "True" : "False");
            case BigInteger number -> out.append(decimal(number));
            case Double number -> {
                Budget.charge(8);
                out.append(Numbers.repr(number));
            }
            case Text text -> {
                if (text.isSafe()) {
                    out.append("Markup(");
                    quote(text, out);
                    out.append(")");
                } else {
                    quote(text, out);
                }
            }
            case Bytes bytes -> bytes.print(out);
            case PyList list -> printAll("[", list.items(), "]", out, depth);
            case Tuple tuple -> printAll("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", out, depth);
            case PyDict dict -> printDict(dict, out, depth);
            case DictView view -> printAll(view.kind() + "([", view.elements(), "])", out, depth);
            case Range range -> out.append("range(" + range.start() + ", " + range.stop()
                    + (range.step().equals(BigInteger.ONE) ? ")" : ", " + range.step() + ")"));
            case Namespace namespace -> {
                out.append("<Namespace ");
                printDict(namespace.attributes(), out, depth);
                out.append(">");
            }
            case Macro macro -> out.append("<Macro " + macro.printedName() + ">");
            case LoopContext loop -> out.append("<LoopContext " + loop.index() + "/" + loop.length() + ">");
            case Callable callable when callable.type().equals("type") -> out.append(
                    "<class '" + callable.name() + "'>");
            case Callable callable -> out.append("<" + callable.type() + " " + callable.name() + ">");
            default -> out.append("<" + Types.name(value).toLowerCase(Locale.ROOT) + " object>");
        }
    }

    static String decimal(BigInteger number) {
        if (number.bitLength() > Numbers.MAX_DIGITS * 4) {
            throw tooLong();
        }
        long words = number.bitLength() / 32;
        Budget.charge(words * words / 4);
        String digits = number.toString();
        if (digits.length() > Numbers.MAX_DIGITS + 1) {
            throw tooLong();
        }
        return digits;
    }

    private static RuntimeException tooLong() {
        return Failure.value("Exceeds the limit (" + Numbers.MAX_DIGITS + " digits) for integer string conversion");
    }

    private static void printAll(String begin, List<Object> items, String end, TextBuilder out, int depth) {
        out.append(begin);
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            print(item, out, depth + 1);
            separator = ", ";
        }
        out.append(end);
    }

    private static void printDict(PyDict dict, TextBuilder out, int depth) {
        out.append("{");
        String separator = "";
        for (PyDict.Entry entry : dict.entries()) {
            out.append(separator);
            print(entry.key(), out, depth + 1);
            out.append(": ");
            print(entry.value(), out, depth + 1);
            separator = ", ";
        }
        out.append("}");
    }

    /** Prints a string in single quotes, or in double ones if it has the former and none of the latter. */
    private static void quote(Text text, TextBuilder out) {
        char quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
        out.append(quote);
        for (int i = 0; i < text.length(); i++) {
            int marked = text.marked(i);
            int c = text.at(i);
            switch (c) {
                case '\n' -> out.appendInPlaceOf(marked, "\\n");
                case '\r' -> out.appendInPlaceOf(marked, "\\r");
                case '\t' -> out.appendInPlaceOf(marked, "\\t");
                case '\\' -> out.appendInPlaceOf(marked, "\\\\");
                default -> {
                    if (c == quote) {
                        out.appendInPlaceOf(marked, "\\" + quote);
                    } else if (Characters.isPrintable(c)) {
                        out.append(marked);
                    } else {
                        out.appendInPlaceOf(marked, escape(c));
                    }
                }
            }
        }
        out.append(quote);
    }

    /** Returns a character as an escape: with two, four or eight hexadecimal digits. */
    static String escape(int c) {
        return c < 0x100
                ? "\\x" + HexFormat.of().toHexDigits(c, 2)
                : c < 0x10000 ? "\\u" + HexFormat.of().toHexDigits(c, 4) : "\\U" + HexFormat.of().toHexDigits(c, 8);
    }
}
