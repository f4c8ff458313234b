package dev.parlance.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** The digits of numbers as Python's format types say; signs are the caller's. */
final class NumberFormat {
    private static final int MAX_PRECISION = 10_000;

    private NumberFormat() {}

    /** Returns the digits of a number that is not negative, by a type: {@code e f g} or {@code %}, in either case. */
    static String real(double value, char type, int precision, boolean alternate) {
        if (precision > MAX_PRECISION) {
            throw Failure.value("precision too big");
        }
        Budget.charge((long) precision * precision / 1000);
        char lower = Character.toLowerCase(type);
        String digits;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            digits = (Double.isNaN(value) ? "nan" : "inf") + (type == '%' ? "%" : "");
        } else {
            digits = switch (lower) {
                case 'f' -> fixed(value, precision, alternate);
                case '%' -> fixed(value * 100, precision, alternate) + "%";
                case 'e' -> scientific(value, precision, alternate);
                default -> general(value, precision, alternate);
            };
        }
        return Character.isUpperCase(type) ? digits.toUpperCase(Locale.ROOT) : digits;
    }

    private static String fixed(double value, int precision, boolean alternate) {
        return new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString()
                + (alternate && precision == 0 ? "." : "");
    }

    private static String scientific(double value, int precision, boolean alternate) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().toString();
        int exponent = value == 0 ? 0 : digits.length() - rounded.scale() - 1;
        String padded = (digits + "0".repeat(precision + 1)).substring(0, precision + 1);
        return padded.charAt(0) + (precision > 0 || alternate ? "." : "") + padded.substring(1) + exponent(exponent);
    }

    private static String exponent(int exponent) {
        return String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String general(double value, int wantedPrecision, boolean alternate) {
        int precision = Math.max(1, wantedPrecision);
        String scientific = scientific(value, precision - 1, alternate);
        int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
        if (exponent < -4 || exponent >= precision) {
            int end = scientific.indexOf('e');
            String mantissa = scientific.substring(0, end);
            return (alternate ? mantissa : withoutTrailingZeros(mantissa)) + scientific.substring(end);
        }
        String fixed = fixed(value, precision - 1 - exponent, alternate);
        return alternate ? fixed : withoutTrailingZeros(fixed);
    }

    private static String withoutTrailingZeros(String digits) {
        return digits.indexOf('.') < 0 ? digits : digits.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** Returns the digits of a number without a type: the shortest, or so many, but one behind the point at least. */
    static String untyped(double value, int precision) {
        if (precision < 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return Numbers.repr(value);
        }
        int digits = Math.max(1, precision);
        String general = general(value, digits, false);
        if (general.indexOf('e') >= 0 || general.indexOf('.') >= 0) {
            return general;
        }
        return general.length() >= digits && value != 0
                ? withoutTrailingZerosInMantissa(scientific(value, digits - 1, false))
                : general + ".0";
    }

    private static String withoutTrailingZerosInMantissa(String scientific) {
        int end = scientific.indexOf('e');
        return withoutTrailingZeros(scientific.substring(0, end)) + scientific.substring(end);
    }

    /** Returns the digits of an integer that is not negative, by a type: {@code b o d x} or {@code X}. */
    static String integer(BigInteger value, char type) {
        return switch (type) {
            case 'b' -> value.toString(2);
            case 'o' -> value.toString(8);
            case 'x' -> value.toString(16);
            case 'X' -> value.toString(16).toUpperCase(Locale.ROOT);
            default -> Printing.decimal(value);
        };
    }

    /** Returns how many digits stand in front of the point, in groups of three decimal or four hexadecimal ones. */
    static int wholeDigits(String digits, int groupLength) {
        int end = 0;
        while (end < digits.length() && Character.digit(digits.charAt(end), groupLength == 4 ? 16 : 10) >= 0) {
            end++;
        }
        return end;
    }

    /** Puts a separator between groups of the digits in front of the point. */
    static String grouped(String digits, char separator, int groupLength) {
        int whole = wholeDigits(digits, groupLength);
        StringBuilder grouped = new StringBuilder();
        for (int at = 0; at < whole; at++) {
            if (at > 0 && (whole - at) % groupLength == 0) {
                grouped.append(separator);
            }
            grouped.append(digits.charAt(at));
        }
        return grouped.append(digits, whole, digits.length()).toString();
    }
}
