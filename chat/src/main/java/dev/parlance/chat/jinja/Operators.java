package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Python's arithmetic and the other operators. */
final class Operators {
    /** Integers with more bits than this are refused: they would take too long. */
    private static final int MAX_BITS = 1 << 15;

    private Operators() {}

    /** Fails if an operand is not defined. */
    static void checkDefined(Object left, Object right) {
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
    }

    static Object binary(String operator, Object left, Object right) {
        Budget.charge(0);
        if (left instanceof Text text && operator.equals("%")) {
            Budget.chargeWalk(text.length());
            return PercentFormat.format(text, right);
        }
        checkDefined(left, right);
        BigInteger first = Numbers.integerOrNull(left);
        BigInteger second = Numbers.integerOrNull(right);
        if (first != null && second != null) {
            return integers(operator, first, second);
        }
        Double firstReal = Numbers.realOrNull(left);
        Double secondReal = Numbers.realOrNull(right);
        if (firstReal != null && secondReal != null) {
            return reals(operator, firstReal, secondReal);
        }
        Object result = switch (operator) {
            case "+" -> concatenate(left, right);
            case "*" -> second != null ? repeat(left, second) : first != null ? repeat(right, first) : null;
            case "-" -> left instanceof DictView view && Types.isIterable(right) ? difference(view, right) : null;
            default -> null;
        };
        if (result == null) {
            throw unsupported(operator, left, right);
        }
        return result;
    }

    private static RuntimeException unsupported(String operator, Object left, Object right) {
        if (operator.equals("+") && left instanceof Text) {
            return Failure.type("can only concatenate str (not \"" + Types.name(right) + "\") to str");
        }
        if (operator.equals("+") && (left instanceof PyList || left instanceof Tuple)) {
            return Failure.type("can only concatenate " + Types.name(left) + " (not \"" + Types.name(right) + "\") to "
                    + Types.name(left));
        }
        return Failure.type("unsupported operand type(s) for " + (operator.equals("**") ? "** or pow()" : operator)
                + ": '" + Types.name(left) + "' and '" + Types.name(right) + "'");
    }

    private static Object integers(String operator, BigInteger left, BigInteger right) {
        Budget.charge((left.bitLength() / 32L) * (right.bitLength() / 32L) / 16);
        BigInteger result = switch (operator) {
            case "+" -> left.add(right);
            case "-" -> left.subtract(right);
            case "*" -> {
                checkSize((long) left.bitLength() + right.bitLength());
                yield left.multiply(right);
            }
            case "//" -> floorDivide(left, nonZero(right, "integer division or modulo by zero"));
            case "%" -> left.subtract(
                    floorDivide(left, nonZero(right, "integer modulo by zero")).multiply(right));
            case "/" -> null;
            default -> right.signum() < 0 ? null : power(left, right);
        };
        if (result != null) {
            Budget.charge(result.bitLength() / 64);
            return result;
        }
        return operator.equals("/")
                ? divide(left, nonZero(right, "division by zero"))
                : power(Numbers.toDouble(left), Numbers.toDouble(right));
    }

    private static BigInteger nonZero(BigInteger divisor, String message) {
        if (divisor.signum() == 0) {
            throw Failure.of("ZeroDivisionError", message);
        }
        return divisor;
    }

    private static BigInteger floorDivide(BigInteger left, BigInteger right) {
        BigInteger[] parts = left.divideAndRemainder(right);
        return parts[1].signum() != 0 && parts[1].signum() != right.signum()
                ? parts[0].subtract(BigInteger.ONE)
                : parts[0];
    }

    private static Double divide(BigInteger left, BigInteger right) {
        if (left.bitLength() <= 53 && right.bitLength() <= 53) {
            return left.doubleValue() / right.doubleValue();
        }
        double quotient = new BigDecimal(left).divide(new BigDecimal(right), new MathContext(40)).doubleValue();
        if (Double.isInfinite(quotient)) {
            throw Failure.of("OverflowError", "integer division result too large for a float");
        }
        return quotient;
    }

    private static BigInteger power(BigInteger base, BigInteger exponent) {
        if (base.abs().compareTo(BigInteger.ONE) <= 0) {
            boolean negative = base.signum() < 0 && !exponent.testBit(0);
            return exponent.signum() == 0 ? BigInteger.ONE : negative ? BigInteger.ONE : base;
        }
        checkBits(exponent.bitLength() > 31 ? Long.MAX_VALUE : base.bitLength() * exponent.longValue());
        return base.pow(exponent.intValue());
    }

    private static void checkSize(long bits) {
        if (bits > MAX_BITS) {
            throw Failure.limit("the template computes an integer of more than " + MAX_BITS + " bits");
        }
    }

    private static void checkBits(long bits) {
        checkSize(bits);
        Budget.charge((bits / 32) * (bits / 32) / 16);
    }

    private static Object reals(String operator, double left, double right) {
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / nonZero(right, "float division by zero");
            case "//" -> floorDivide(left, nonZero(right, "float floor division by zero"));
            case "%" -> modulo(left, nonZero(right, "float modulo"));
            default -> power(left, right);
        };
    }

    private static double nonZero(double divisor, String message) {
        if (divisor == 0) {
            throw Failure.of("ZeroDivisionError", message);
        }
        return divisor;
    }

    private static double modulo(double left, double right) {
        double rest = left % right;
        if (rest == 0) {
            return Math.copySign(0, right);
        }
        return (rest < 0) != (right < 0) ? rest + right : rest;
    }

    private static double floorDivide(double left, double right) {
        double quotient = (left - modulo(left, right)) / right;
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : quotient == 0 ? Math.copySign(0, left / right) : floor;
    }

    private static double power(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw Failure.of("ZeroDivisionError", "0.0 cannot be raised to a negative power");
        }
        if (base < 0 && exponent != Math.rint(exponent)) {
            throw Failure.type("a complex number comes out, which templates here do not have");
        }
        if (base == 1) {
            return 1;
        }
        double power = StrictMath.pow(base, exponent);
        if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw Failure.of("OverflowError", "Numerical result out of range");
        }
        return power;
    }

    private static @Nullable Object concatenate(Object left, Object right) {
        if (left instanceof Text first && right instanceof Text second) {
            return first.isSafe() == second.isSafe()
                    ? first.plus(second)
                    : Html.escape(first).plus(Html.escape(second));
        }
        if (left instanceof PyList first && right instanceof PyList second) {
            return PyList.of(joined(first.items(), second.items()));
        }
        if (left instanceof Tuple first && right instanceof Tuple second) {
            return Tuple.of(joined(first.items(), second.items()));
        }
        return null;
    }

    private static List<Object> joined(List<Object> first, List<Object> second) {
        Budget.charge((long) first.size() + second.size());
        List<Object> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    private static @Nullable Object repeat(Object value, BigInteger count) {
        long times = count.bitLength() > 62 ? count.signum() * (Long.MAX_VALUE >> 1) : count.longValue();
        return switch (value) {
            case Text text -> text.times(times);
            case PyList list -> PyList.of(repeat(list.items(), times));
            case Tuple tuple -> Tuple.of(repeat(tuple.items(), times));
            default -> null;
        };
    }

    private static List<Object> repeat(List<Object> items, long times) {
        if (times <= 0 || items.isEmpty()) {
            return List.of();
        }
        Text.checkLength(Math.min(times, Text.MAX_LENGTH + 1L) * items.size());
        Budget.charge(times * items.size());
        return Collections.nCopies((int) times, items).stream().flatMap(List::stream).toList();
    }

    /** Python's set difference is a set, which templates can hardly have otherwise; a list does here. */
    private static Object difference(DictView view, Object right) {
        List<Object> removed = Types.elements(right);
        List<Object> rest = new ArrayList<>(view.elements());
        rest.removeIf(item -> Equality.contains(removed, item));
        return PyList.of(rest);
    }

    static Object signed(boolean minus, Object value) {
        BigInteger integer = Numbers.integerOrNull(value);
        if (integer != null) {
            return minus ? integer.negate() : integer;
        }
        if (value instanceof Double real) {
            return minus ? -real : real;
        }
        throw value instanceof Undefined undefined
                ? undefined.failure()
                : Failure.type("bad operand type for unary " + (minus ? "-" : "+") + ": '" + Types.name(value) + "'");
    }

    static boolean compare(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Equality.equal(left, right);
            case "!=" -> !Equality.equal(left, right);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            default -> Ordering.compare(operator, left, right);
        };
    }

    static boolean contains(Object container, Object sought) {
        return switch (container) {
            case Text text -> {
                if (!(sought instanceof Text part)) {
                    throw Failure.type(
                            "'in <string>' requires string as left operand, not " + Types.name(sought));
                }
                yield text.indexOf(part, 0, text.length()) >= 0;
            }
            case PyDict dict -> dict.contains(sought);
            case DictView view when view.kind() == DictView.Kind.dict_keys -> view.dict().contains(sought);
            case Range range when sought instanceof BigInteger number -> range.contains(number);
            default -> {
                if (!Types.isIterable(container)) {
                    throw Failure.type("argument of type '" + Types.name(container) + "' is not iterable");
                }
                yield containsElement(Types.iterate(container), sought);
            }
        };
    }

    private static boolean containsElement(Iterator<Object> elements, Object sought) {
        while (elements.hasNext()) {
            Object element = elements.next();
            if (Equality.identical(element, sought) || Equality.equal(element, sought)) {
                return true;
            }
        }
        return false;
    }
}
