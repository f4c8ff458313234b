package dev.parlance.chat.jinja;

import java.util.Arrays;
import java.util.List;

/** Python's slices. */
final class Slicing {
    private Slicing() {}

    static List<Object> pick(List<Object> items, Object start, Object stop, Object step) {
        return Arrays.stream(indices(items.size(), start, stop, step)).mapToObj(items::get).toList();
    }

    /**
     * A slice of a sequence of a known length.
     *
     * @param from the first position
     * @param to the position before which it ends, in the direction of the step; -1 may mean before the first
     * @param count how many positions it has
     */
    record Bounds(int from, int to, int step, int count) {}

    /** Returns what three optional parts of a slice mean for a sequence of some length. */
    static Bounds of(int length, Object start, Object stop, Object step) {
        int by = step == None.NONE ? 1 : index(step);
        if (by == 0) {
            throw Failure.value("slice step cannot be zero");
        }
        int lowest = by > 0 ? 0 : -1;
        int highest = by > 0 ? length : length - 1;
        int from = start == None.NONE ? (by > 0 ? lowest : highest) : clamp(index(start), length, lowest, highest);
        int to = stop == None.NONE ? (by > 0 ? highest : lowest) : clamp(index(stop), length, lowest, highest);
        long distance = by > 0 ? (long) to - from : (long) from - to;
        return new Bounds(from, to, by, distance <= 0 ? 0 : (int) ((distance - 1) / Math.abs((long) by)) + 1);
    }

    /** Returns which positions of a sequence of some length a slice picks, in their order. */
    static int[] indices(int length, Object start, Object stop, Object step) {
        Bounds bounds = of(length, start, stop, step);
        Budget.charge(bounds.count() / 16);
        int[] picked = new int[bounds.count()];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = (int) (bounds.from() + (long) i * bounds.step());
        }
        return picked;
    }

    private static int index(Object value) {
        if (Numbers.integerOrNull(value) == null) {
            throw Failure.type("slice indices must be integers or None or have an __index__ method");
        }
        return Numbers.index(value);
    }

    private static int clamp(int index, int length, int lowest, int highest) {
        long position = index < 0 ? (long) index + length : index;
        return (int) Math.max(lowest, Math.min(highest, position));
    }

    /**
     * Returns a part of a length that two optional bounds mean, as the methods of strings and lists take them.
     *
     * @return its begin, its end, and 1 if the begin lies within the length, else 0
     */
    static int[] bounds(int length, Object start, Object stop) {
        int begin = start == None.NONE ? 0 : clampLow(index(start), length);
        int end = stop == None.NONE ? length : Math.min(length, clampLow(index(stop), length));
        return new int[]{Math.min(begin, length), end, begin <= length ? 1 : 0};
    }

    private static int clampLow(int index, int length) {
        return (int) Math.max(0, index < 0 ? (long) index + length : index);
    }
}
