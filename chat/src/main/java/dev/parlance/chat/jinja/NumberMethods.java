package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The attributes of numbers. */
final class NumberMethods {
    private NumberMethods() {}

    static @Nullable Object find(Object number, String name) {
        BigInteger integer = Numbers.integerOrNull(number);
        Object plain = integer == null ? number : integer;
        return switch (name) {
            case "real" -> plain;
            case "imag" -> integer == null ? (Object) 0.0 : BigInteger.ZERO;
            case "conjugate" -> Callable.method(name, _ -> plain);
            case "numerator" -> integer;
            case "denominator" -> integer == null ? null : BigInteger.ONE;
            case "bit_length" -> integer == null
                    ? null
                    : Callable.method(name, _ -> Numbers.integer(integer.abs().bitLength()));
            case "bit_count" -> integer == null
                    ? null
                    : Callable.method(name, _ -> Numbers.integer(integer.abs().bitCount()));
            case "is_integer" -> number instanceof Double real
                    ? Callable.method(name, _ -> !Double.isInfinite(real) && real == Math.rint(real))
                    : null;
            case "hex" -> number instanceof Double real ? Callable.method(name, _ -> Text.of(hexadecimal(real))) : null;
            case "as_integer_ratio" -> Callable.method(name, _ -> integer == null
                    ? ratio((Double) number)
                    : Tuple.of(integer, BigInteger.ONE));
            default -> null;
        };
    }

    /** Returns Python's form, which has all thirteen digits where Java leaves zeros out. */
    private static String hexadecimal(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Numbers.repr(number);
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0x0.0p+0" : "0x0.0p+0";
        }
        String hexadecimal = Double.toHexString(number);
        int point = hexadecimal.indexOf('.');
        int power = hexadecimal.indexOf('p');
        String exponent = hexadecimal.substring(power + 1);
        String fraction = hexadecimal.substring(point + 1, power);
        return hexadecimal.substring(0, point + 1) + fraction + "0".repeat(13 - fraction.length()) + "p"
                + (exponent.startsWith("-") ? exponent : "+" + exponent);
    }

    private static Tuple ratio(double number) {
        Numbers.truncate(number); // complains about what is not finite
        BigDecimal exact = new BigDecimal(number);
        BigInteger numerator = exact.scale() <= 0 ? exact.toBigInteger() : exact.unscaledValue();
        BigInteger denominator = exact.scale() <= 0 ? BigInteger.ONE : BigInteger.TEN.pow(exact.scale());
        BigInteger common = numerator.gcd(denominator);
        return Tuple.of(numerator.divide(common), denominator.divide(common));
    }
}
