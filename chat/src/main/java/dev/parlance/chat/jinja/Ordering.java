package dev.parlance.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Python's order of values, and sorting by it. */
final class Ordering {
    private Ordering() {}

    /**
     * Compares with one of {@code <}, {@code <=}, {@code >} and {@code >=}.
     *
     * @throws dev.parlance.chat.ChatTemplateException if the values have no order
     */
    static boolean compare(String operator, Object left, Object right) {
        Budget.charge(4);
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return holds(operator, Equality.compareNumbers(left, right));
        }
        if (left instanceof Text first && right instanceof Text second) {
            return holds(operator, first.compareTo(second));
        }
        if (left instanceof PyList first && right instanceof PyList second) {
            return compare(operator, first.items(), second.items());
        }
        if (left instanceof Tuple first && right instanceof Tuple second) {
            return compare(operator, first.items(), second.items());
        }
        Operators.checkDefined(left, right);
        throw Failure.type("'" + operator + "' not supported between instances of '" + Types.name(left) + "' and '"
                + Types.name(right) + "'");
    }

    private static boolean holds(String operator, int order) {
        if (order == 2) {
            return false;
        }
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static boolean compare(String operator, List<Object> left, List<Object> right) {
        Budget.nest();
        boolean holds = compareElements(operator, left, right);
        Budget.unnest();
        return holds;
    }

    private static boolean compareElements(String operator, List<Object> left, List<Object> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!Equality.equal(left.get(i), right.get(i))) {
                return compare(operator, left.get(i), right.get(i));
            }
        }
        return holds(operator, Integer.compare(left.size(), right.size()));
    }

    static boolean less(Object left, Object right) {
        return compare("<", left, right);
    }

    /** Returns the values sorted by their keys; those with equal keys stay in their order, also in reverse. */
    static List<Object> sorted(List<Object> values, UnaryOperator<Object> key, boolean reverse) {
        return sorted(values, key, Ordering::less, reverse);
    }

    /** Returns the values sorted by their keys, with an order of these. */
    static List<Object> sorted(List<Object> values, UnaryOperator<Object> key, BiPredicate<Object, Object> less,
            boolean reverse) {
        List<Keyed> keyed = new ArrayList<>(values.size());
        for (Object value : values) {
            keyed.add(new Keyed(key.apply(value), value));
        }
        List<Keyed> order = reverse ? keyed.reversed() : keyed;
        List<Object> sorted = new ArrayList<>(mergeSort(order, less).stream().map(Keyed::value).toList());
        return reverse ? new ArrayList<>(sorted.reversed()) : sorted;
    }

    private record Keyed(Object key, Object value) {}

    /** Java's own sort may complain about an order that is none, such as that of NaN. */
    private static List<Keyed> mergeSort(List<Keyed> values, BiPredicate<Object, Object> less) {
        if (values.size() < 2) {
            return values;
        }
        List<Keyed> left = mergeSort(values.subList(0, values.size() / 2), less);
        List<Keyed> right = mergeSort(values.subList(values.size() / 2, values.size()), less);
        List<Keyed> merged = new ArrayList<>(values.size());
        int fromLeft = 0;
        int fromRight = 0;
        while (fromLeft < left.size() && fromRight < right.size()) {
            merged.add(less.test(right.get(fromRight).key(), left.get(fromLeft).key())
                    ? right.get(fromRight++)
                    : left.get(fromLeft++));
        }
        merged.addAll(left.subList(fromLeft, left.size()));
        merged.addAll(right.subList(fromRight, right.size()));
        return merged;
    }
}
