package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

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
            default -> null;
        };
    }
}
