package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;

/** Python's {@code %} on strings, as in C's {@code printf}. */
final class PercentFormat {
    private final Text format;
    private final Object argument;
    private final List<Object> arguments;
    private final TextBuilder out = new TextBuilder();
    private int position;
    private int used;
    private boolean named;

    private PercentFormat(Text format, Object argument) {
        this.format = format;
        this.argument = argument;
        this.arguments = argument instanceof Tuple tuple ? tuple.items() : List.of(argument);
    }

    static Text format(Text format, Object argument) {
        return new PercentFormat(format, argument).run().asSafe(format.isSafe());
    }

    private Text run() {
        while (position < format.length()) {
            int marked = format.marked(position++);
            if (Text.plain(marked) == '%') {
                field(marked);
            } else {
                out.append(marked);
            }
        }
        boolean unused = used < arguments.size() && !named;
        if (unused && !(used == 0 && isMapping(argument))) {
            throw Failure.type("not all arguments converted during string formatting");
        }
        return out.toText();
    }

    /** Returns whether Python takes a value for a mapping, whose elements need not be used: whatever has elements. */
    private static boolean isMapping(Object value) {
        return value instanceof PyDict || value instanceof PyList || value instanceof Range
                || value instanceof Undefined || value instanceof Bytes;
    }

    private void field(int marked) {
        if (peek() == '%') {
            position++;
            out.append(marked);
            return;
        }
        Object value = null;
        if (peek() == '(') {
            value = named();
        }
        StringBuilder flags = new StringBuilder();
        while ("-+ #0".indexOf(peek()) >= 0) {
            flags.append((char) format.at(position++));
        }
        int width = number(-1);
        if (width < -1) {
            flags.append('-');
            width = width == Integer.MIN_VALUE ? Integer.MAX_VALUE : -width;
        }
        int precision = -1;
        if (peek() == '.') {
            position++;
            precision = Math.max(0, number(0));
        }
        while (peek() == 'h' || peek() == 'l' || peek() == 'L') {
            position++;
        }
        char type = peek();
        position++;
        Object shown = value == null ? nextArgument() : value;
        out.append(pad(convert(type, shown, flags.toString(), precision), flags.toString(), width, type));
    }

    private char peek() {
        if (position >= format.length()) {
            throw Failure.value("incomplete format");
        }
        return (char) Math.min(format.at(position), 0xffff);
    }

    private Object named() {
        if (!isMapping(argument)) {
            throw Failure.type("format requires a mapping");
        }
        int depth = 1;
        int begin = ++position;
        while (depth > 0) {
            depth += peek() == '(' ? 1 : peek() == ')' ? -1 : 0;
            position++;
        }
        if (!(argument instanceof PyDict dict)) {
            throw argument instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type(Types.name(argument) + " indices must be integers or slices, not str");
        }
        named = true;
        Text key = format.slice(begin, position - 1);
        Object value = dict.get(key);
        if (value == null) {
            throw Failure.of("KeyError", Printing.repr(key));
        }
        return value;
    }

    private int number(int missing) {
        if (peek() == '*') {
            position++;
            return Numbers.index(nextArgument());
        }
        int begin = position;
        while (Character.isDigit(peek())) {
            position++;
        }
        if (begin == position) {
            return missing;
        }
        if (position - begin > 8) {
            throw Failure.value("width too big");
        }
        return Integer.parseInt(format.slice(begin, position).toString());
    }

    private Object nextArgument() {
        if (used >= arguments.size()) {
            throw Failure.type("not enough arguments for format string");
        }
        return arguments.get(used++);
    }

    private Text convert(char type, Object value, String flags, int precision) {
        boolean alternate = flags.indexOf('#') >= 0;
        return switch (type) {
            case 's' -> cut(format.isSafe() ? Html.escape(value) : Printing.str(value), precision);
            case 'r' -> cut(Printing.print(value), precision);
            case 'a' -> cut(Printing.print(value), precision);
            case 'c' -> character(value);
            case 'd', 'i', 'u' -> number(whole(type, value), 'd', flags, "", precision);
            case 'o', 'x', 'X' -> number(exact(type, value), type, flags, alternate ? "0" + type : "", precision);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> {
                double real = real(value);
                String digits = NumberFormat.real(Math.abs(real), type, precision < 0 ? 6 : precision, alternate);
                yield Text.of(sign(1 / real < 0 || real < 0, flags) + digits);
            }
            default -> throw Failure.value("unsupported format character '" + type + "' (0x"
                    + Integer.toHexString(type) + ") at index " + (position - 1));
        };
    }

    private static Text cut(Text text, int precision) {
        return precision >= 0 && precision < text.length() ? text.slice(0, precision) : text;
    }

    private static Text character(Object value) {
        if (value instanceof Text text && text.length() == 1) {
            return text;
        }
        BigInteger number = Numbers.integerOrNull(value);
        if (number != null && number.signum() >= 0 && number.bitLength() < 22
                && Character.isValidCodePoint(number.intValue())) {
            return Text.ofMarked(number.intValue());
        }
        throw Failure.type("%c requires int or char");
    }

    private static BigInteger whole(char type, Object value) {
        BigInteger number = Numbers.integerOrNull(value);
        if (number != null) {
            return number;
        }
        if (value instanceof Double real) {
            return Numbers.truncate(real);
        }
        throw value instanceof Undefined undefined
                ? undefined.failure()
                : Failure.type("%" + type + " format: a real number is required, not " + Types.name(value));
    }

    private static BigInteger exact(char type, Object value) {
        BigInteger number = Numbers.integerOrNull(value);
        if (number == null) {
            throw Failure.type("%" + type + " format: an integer is required, not " + Types.name(value));
        }
        return number;
    }

    private static double real(Object value) {
        @Nullable
        Double number = Numbers.realOrNull(value);
        if (number == null) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type("must be real number, not " + Types.name(value));
        }
        return number;
    }

    private static Text number(BigInteger value, char type, String flags, String prefix, int precision) {
        String digits = NumberFormat.integer(value.abs(), type);
        Text.checkLength(precision);
        String zeros = "0".repeat(Math.max(0, precision - digits.length()));
        return Text.of(sign(value.signum() < 0, flags) + prefix + zeros + digits);
    }

    private static String sign(boolean negative, String flags) {
        return negative ? "-" : flags.indexOf('+') >= 0 ? "+" : flags.indexOf(' ') >= 0 ? " " : "";
    }

    private static Text pad(Text text, String flags, int width, char type) {
        Text.checkLength(width);
        int missing = Math.max(0, width - text.length());
        if (flags.indexOf('-') >= 0) {
            return new TextBuilder().append(text).repeat(' ', missing).toText();
        }
        if (flags.indexOf('0') >= 0 && "srac".indexOf(type) < 0) {
            int signs = 0;
            while (signs < text.length() && "+- ".indexOf(text.at(signs)) >= 0) {
                signs++;
            }
            if (text.length() > signs + 1 && text.at(signs) == '0' && Character.isLetter(text.at(signs + 1))
                    && "xXo".indexOf(text.at(signs + 1)) >= 0) {
                signs += 2;
            }
            return new TextBuilder().append(text.slice(0, signs)).repeat('0', missing)
                    .append(text.slice(signs, text.length())).toText();
        }
        return new TextBuilder().repeat(' ', missing).append(text).toText();
    }
}
