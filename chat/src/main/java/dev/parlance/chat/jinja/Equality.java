package dev.parlance.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** When two values are equal in Python: numbers and truth values by what they are worth. */
final class Equality {
    private Equality() {}

    static boolean equal(Object left, Object right) {
        Budget.charge(0);
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return compareNumbers(left, right) == 0;
        }
        Budget.nest();
        boolean equal = equalContents(left, right);
        Budget.unnest();
        return equal;
    }

    private static boolean equalContents(Object left, Object right) {
        return switch (left) {
            case PyList list -> right instanceof PyList other && equal(list.items(), other.items());
            case Tuple tuple -> right instanceof Tuple other && equal(tuple.items(), other.items());
            case PyDict dict -> right instanceof PyDict other && equal(dict, other);
            case Range range -> right instanceof Range other && Objects.equals(Types.elements(range),
                    Types.elements(other));
            case DictView view -> right instanceof DictView other && view.kind() == other.kind()
                    && view.kind() != DictView.Kind.dict_values && view.dict().size() == other.dict().size()
                    && view.elements().stream().allMatch(item -> contains(other.elements(), item));
            case None _,Text _,Bytes _,Undefined _ -> left.equals(right);
            default -> identical(left, right);
        };
    }

    /** Returns whether two values are one object, which is what Python's {@code is} asks. */
    @SuppressWarnings("ReferenceEquality")
    static boolean identical(Object left, Object right) {
        return left == right;
    }

    private static boolean equal(List<Object> left, List<Object> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<Object> others = right.iterator();
        for (Object item : left) {
            if (!equal(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(PyDict left, PyDict right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (PyDict.Entry entry : left.entries()) {
            Object other = right.get(entry.key());
            if (other == null || !equal(entry.value(), other)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether one of some values is equal to a value. */
    static boolean contains(List<Object> values, Object sought) {
        for (Object value : values) {
            if (identical(value, sought) || equal(value, sought)) {
                return true;
            }
        }
        return false;
    }

    /** Compares two numbers; 2 says that one is not a number at all. */
    static int compareNumbers(Object left, Object right) {
        BigInteger first = Numbers.integerOrNull(left);
        BigInteger second = Numbers.integerOrNull(right);
        if (first != null && second != null) {
            return first.compareTo(second);
        }
        if (first == null && second == null) {
            return compareReals((Double) left, (Double) right);
        }
        double real = first == null ? (Double) left : (Double) right;
        BigInteger integer = first == null ? Objects.requireNonNull(second) : first;
        if (integer.bitLength() <= 53) {
            double other = integer.doubleValue();
            return first == null ? compareReals(real, other) : compareReals(other, real);
        }
        Budget.charge(50);
        if (Double.isNaN(real)) {
            return 2;
        }
        if (Double.isInfinite(real)) {
            return (real > 0) == (first == null) ? 1 : -1;
        }
        BigDecimal exact = new BigDecimal(real);
        return first == null ? exact.compareTo(new BigDecimal(integer)) : new BigDecimal(integer).compareTo(exact);
    }

    private static int compareReals(double left, double right) {
        if (Double.isNaN(left) || Double.isNaN(right)) {
            return 2;
        }
        return left < right ? -1 : left > right ? 1 : 0;
    }

    /**
     * Returns what stands for a value in a hash table: the same for equal values.
     *
     * @throws dev.parlance.chat.ChatTemplateException if Python can not hash it
     */
    static Object hashable(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case Double number when !number.isNaN() && !number.isInfinite() && number == Math.rint(number) ->
                new BigDecimal(number).toBigInteger();
            case Tuple tuple -> {
                Budget.charge(8L * tuple.items().size());
                Budget.nest();
                List<Object> items = new ArrayList<>(tuple.items().size());
                for (Object item : tuple.items()) { // no stream, which needs much more of the stack
                    items.add(hashable(item));
                }
                Budget.unnest();
                yield items;
            }
            case PyList _,PyDict _,DictView _ -> throw Failure.type("unhashable type: '" + Types.name(value) + "'");
            default -> value;
        };
    }
}
