package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The filters that give numbers or show them. */
final class NumberFilters {
    private NumberFilters() {}

    static void defineAll() {
        Filters.define("abs", "", (value, _, _) -> abs(value));
        Filters.define("int", "default? base?", (value, arguments, _) -> {
            Object parsed = integer(value, arguments.get(2, Numbers.integer(10)));
            return parsed == null ? arguments.get(1, Numbers.integer(0)) : parsed;
        });
        Filters.define("float", "default?", (value, arguments, _) -> {
            Object parsed = real(value);
            return parsed == null ? arguments.get(1, 0.0) : parsed;
        });
        Filters.define("round", "precision? method?", (value, arguments, _) -> round(value,
                arguments.integer(1, 0), arguments.get(2, Text.of("common")).toString()));
        Filters.define("sum", "attribute? start?", (value, arguments, _) -> sum(value, arguments));
        Filters.define("filesizeformat", "binary?", (value, arguments, _) -> Text.of(
                fileSize(value, arguments.truth(1, false))));
    }

    private static Object abs(Object value) {
        BigInteger integer = Numbers.integerOrNull(value);
        if (integer != null) {
            return integer.abs();
        }
        if (value instanceof Double number) {
            return Math.abs(number);
        }
        throw Failure.type("bad operand type for abs(): '" + Types.name(value) + "'");
    }

    private static @Nullable Object integer(Object value, Object base) {
        return switch (value) {
            case BigInteger number -> number;
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case Double number -> Double.isNaN(number) ? null : Numbers.truncate(number);
            case Text text -> {
                BigInteger parsed = Numbers.isInteger(base)
                        ? Numbers.parseInteger(text.toString(), Numbers.index(base))
                        : null;
                if (parsed != null) {
                    yield parsed;
                }
                Double number = Numbers.parseReal(text.toString());
                yield number == null || number.isNaN() || number.isInfinite() ? null : Numbers.truncate(number);
            }
            case Undefined undefined -> throw undefined.failure();
            default -> null;
        };
    }

    private static @Nullable Object real(Object value) {
        return switch (value) {
            case Text text -> Numbers.parseReal(text.toString());
            case Undefined undefined -> throw undefined.failure();
            default -> Numbers.realOrNull(value);
        };
    }

    private static Object round(Object value, int precision, String method) {
        BigInteger integer = Numbers.integerOrNull(value);
        Double real = Numbers.realOrNull(value);
        if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
            throw Failure.argument("method must be common, ceil or floor");
        }
        if (real == null) {
            throw Failure.type("type " + Types.name(value) + " doesn't define __round__ method");
        }
        if (method.equals("common")) {
            return integer != null ? Numbers.round(integer, precision) : (Object) Numbers.round(real, precision);
        }
        Object scale = Operators.binary("**", Numbers.integer(10), Numbers.integer(precision));
        Object scaled = Operators.binary("*", value, scale);
        BigInteger whole = scaled instanceof Double number
                ? whole(number, method.equals("ceil") ? RoundingMode.CEILING : RoundingMode.FLOOR)
                : (BigInteger) scaled;
        return Operators.binary("/", whole, scale);
    }

    private static BigInteger whole(double number, RoundingMode rounding) {
        Numbers.truncate(number); // complains about what is not finite
        return new BigDecimal(number).setScale(0, rounding).toBigInteger();
    }

    private static Object sum(Object value, CallArguments.Bound arguments) {
        Object attribute = arguments.orNull(1);
        Object sum = arguments.get(2, Numbers.integer(0));
        if (sum instanceof Text) {
            throw Failure.type("sum() can't sum strings [use ''.join(seq) instead]");
        }
        UnaryOperator<Object> getter = attribute == null
                ? UnaryOperator.identity()
                : AttributePath.getter(attribute, null);
        for (Object element : Types.elements(value)) {
            sum = Operators.binary("+", sum, getter.apply(element));
        }
        return sum;
    }

    private static String fileSize(Object value, boolean binary) {
        Object parsed = real(value);
        if (!(parsed instanceof Double bytes)) {
            throw value instanceof Text
                    ? Failure.value("could not convert string to float: " + Printing.repr(value))
                    : Failure.type("float() argument must be a string or a real number, not '" + Types.name(value)
                            + "'");
        }
        int base = binary ? 1024 : 1000;
        if (bytes == 1) {
            return "1 Byte";
        }
        if (bytes < base) {
            return Numbers.truncate(bytes) + " Bytes";
        }
        String units = "kMGTPEZY";
        double unit = base;
        int index = 0;
        while (index < units.length() - 1 && bytes >= unit * base) {
            unit *= base;
            index++;
        }
        String prefix = binary
                ? units.substring(index, index + 1).toUpperCase(Locale.ROOT) + "iB"
                : units.charAt(index) + "B";
        return NumberFormat.real(base * bytes / (unit * base), 'f', 1, false) + " " + prefix;
    }
}
