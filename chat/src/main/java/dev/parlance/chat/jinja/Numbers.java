package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Python's integers and floating-point numbers, and their text. */
final class Numbers {
    private static final Pattern FLOAT = Pattern
            .compile("[-+]?(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][-+]?\\d+)?");

    /** Python reads and prints no longer integers. */
    static final int MAX_DIGITS = 4300;

    private Numbers() {}

    static BigInteger integer(long value) {
        return BigInteger.valueOf(value);
    }

    /** Returns an integer literal of a template. */
    static BigInteger parseLiteral(String literal) {
        String digits = literal.replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.length() > MAX_DIGITS) {
            throw Failure.value("Exceeds the limit (" + MAX_DIGITS + " digits) for integer string conversion");
        }
        if (digits.length() > 2 && Character.isLetter(digits.charAt(1))) {
            int radix = digits.charAt(1) == 'x' ? 16 : digits.charAt(1) == 'o' ? 8 : 2;
            return new BigInteger(digits.substring(2), radix);
        }
        return new BigInteger(digits);
    }

    static boolean isNumber(Object value) {
        return value instanceof BigInteger || value instanceof Double || value instanceof Boolean;
    }

    static boolean isInteger(Object value) {
        return value instanceof BigInteger || value instanceof Boolean;
    }

    /** Returns an integer or a truth value as an integer, or null for anything else. */
    static @Nullable BigInteger integerOrNull(Object value) {
        return switch (value) {
            case BigInteger number -> number;
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            default -> null;
        };
    }

    /** Returns a number as a floating-point one, or null for anything else. */
    static @Nullable Double realOrNull(Object value) {
        return switch (value) {
            case Double number -> number;
            case BigInteger number -> toDouble(number);
            case Boolean truth -> truth ? 1.0 : 0.0;
            default -> null;
        };
    }

    static double toDouble(BigInteger number) {
        double converted = number.doubleValue();
        if (Double.isInfinite(converted)) {
            throw Failure.of("OverflowError", "int too large to convert to float");
        }
        return converted;
    }

    /** Returns a value that must be an integer, as one of Java's; what is beyond those counts as the nearest. */
    static int index(Object value) {
        BigInteger number = integerOrNull(value);
        if (number == null) {
            throw Failure.type("'" + Types.name(value) + "' object cannot be interpreted as an integer");
        }
        if (number.bitLength() < 32) {
            return number.intValue();
        }
        return number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }

    static BigInteger truncate(double value) {
        if (Double.isNaN(value)) {
            throw Failure.value("cannot convert float NaN to integer");
        }
        if (Double.isInfinite(value)) {
            throw Failure.of("OverflowError", "cannot convert float infinity to integer");
        }
        return new BigDecimal(value).toBigInteger();
    }

    /**
     * Returns the integer that a text spells in Python, or null if it spells none or there is no such base; base 0 takes it
     * from a prefix.
     */
    static @Nullable BigInteger parseInteger(String text, int base) {
        String digits = strip(text);
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        int radix = base;
        String prefix = digits.length() > 1 ? digits.substring(0, 2).toLowerCase(Locale.ROOT) : "";
        int prefixed = switch (prefix) {
            case "0x" -> 16;
            case "0o" -> 8;
            case "0b" -> 2;
            default -> 0;
        };
        if (prefixed != 0 && (base == 0 || base == prefixed)) {
            radix = prefixed;
            digits = digits.substring(digits.length() > 2 && digits.charAt(2) == '_' ? 3 : 2);
        } else if (base == 0) {
            radix = 10;
            if (digits.startsWith("0") && !digits.replace("_", "").replace("0", "").isEmpty()) {
                return null;
            }
        }
        if (radix < 2 || radix > 36 || digits.isEmpty() || digits.startsWith("_") || digits.endsWith("_")
                || digits.contains("__")
                || digits.length() > MAX_DIGITS) {
            return null;
        }
        StringBuilder plain = new StringBuilder();
        for (int c : digits.replace("_", "").codePoints().toArray()) {
            int digit = Character.digit(c, radix);
            if (digit < 0) {
                return null;
            }
            plain.append(Character.forDigit(digit, radix));
        }
        BigInteger parsed = new BigInteger(plain.toString(), radix);
        return negative ? parsed.negate() : parsed;
    }

    /** Returns the number that a text spells in Python, or null if it spells none. */
    static @Nullable Double parseReal(String text) {
        String number = strip(text);
        String unsigned = number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
        double special = switch (unsigned.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> 0;
        };
        if (special != 0) {
            return number.startsWith("-") ? -special : special;
        }
        if (!FLOAT.matcher(number).matches() || number.contains("__") || number.contains("_.")
                || number.endsWith("_") || number.contains("._") || number.contains("_e") || number.contains("_E")) {
            return null;
        }
        return Double.valueOf(number.replace("_", ""));
    }

    private static String strip(String text) {
        int[] points = text.codePoints().toArray();
        int begin = 0;
        int end = points.length;
        while (begin < end && Characters.isSpace(points[begin])) {
            begin++;
        }
        while (end > begin && Characters.isSpace(points[end - 1])) {
            end--;
        }
        return new String(points, begin, end - begin);
    }

    /** Returns the shortest text that gives the number again, as {@code repr} does. */
    static String repr(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String sign = 1 / value < 0 || value < 0 ? "-" : "";
        if (value == 0) {
            return sign + "0.0";
        }
        BigDecimal decimal = shortest(Math.abs(value));
        String digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        return sign + (exponent < -4 || exponent >= 16
                ? scientific(digits, exponent)
                : decimal.scale() <= 0 ? decimal.toBigInteger() + ".0" : decimal.toPlainString());
    }

    /** Java shows two digits at least, also where one is enough. */
    private static BigDecimal shortest(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (decimal.precision() == 2) {
            BigDecimal shorter = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
            return shorter.doubleValue() == value ? shorter.stripTrailingZeros() : decimal;
        }
        return decimal;
    }

    private static String scientific(String digits, int exponent) {
        return digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** Rounds to a number of decimals, ties to the even digit of the exact value. */
    static double round(double value, int decimals) {
        if (Double.isNaN(value) || Double.isInfinite(value) || decimals > 400) {
            return value;
        }
        if (decimals < -400) {
            return 0;
        }
        double rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
        return rounded == 0 && 1 / value < 0 ? -0.0 : rounded;
    }

    static BigInteger round(BigInteger value, int decimals) {
        return decimals >= 0
                ? value
                : decimals < -10_000
                        ? BigInteger.ZERO
                        : new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toBigInteger();
    }
}
