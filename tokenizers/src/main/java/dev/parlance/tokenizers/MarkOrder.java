package dev.parlance.tokenizers;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings long runs of combining marks into the order that Unicode's normalization forms have them in. {@link Normalizer}
 * does that, too, but by insertion: the time for a run of two marks in turn grows with the square of its length.
 */
final class MarkOrder {
    /** Runs that are shorter are left to the normalizer. */
    private static final int LONG = 128;
    private static final int ACUTE_ACCENT = 0x301; // combining class 230
    private static final int TILDE_OVERLAY = 0x334; // combining class 1

    private MarkOrder() {}

    /** Returns a text with the same normalization forms, which they can be found of fast. */
    static String ordered(String text) {
        int[] codePoints = text.codePoints().toArray();
        boolean changed = false;
        for (int begin = 0, end; begin < codePoints.length; begin = end) {
            end = begin + 1;
            while (end < codePoints.length && isMark(codePoints[begin]) && isMark(codePoints[end])) {
                end++;
            }
            if (end - begin >= LONG) {
                sort(codePoints, begin, end);
                changed = true;
            }
        }
        return changed ? new String(codePoints, 0, codePoints.length) : text;
    }

    private static boolean isMark(int codePoint) {
        return CharSet.MARKS.contains(codePoint);
    }

    /** Sorts what is between marks that do not move, by combining class; marks of the same class stay as they are. */
    private static void sort(int[] codePoints, int from, int to) {
        Map<Integer, Integer> ranks = ranks(Arrays.stream(codePoints, from, to).distinct().boxed().toList());
        for (int begin = from, end; begin < to; begin = end + 1) {
            end = begin;
            while (end < to && ranks.containsKey(codePoints[end])) {
                end++;
            }
            int[] sorted = Arrays.stream(codePoints, begin, end).boxed().sorted(Comparator.comparing(ranks::get))
                    .mapToInt(Integer::intValue).toArray();
            System.arraycopy(sorted, 0, codePoints, begin, sorted.length);
        }
    }

    /** Returns the order of the combining classes of those marks that move; those that are taken apart do not. */
    private static Map<Integer, Integer> ranks(List<Integer> marks) {
        List<Integer> moving = new ArrayList<>(marks.stream().filter(mark -> isWhole(mark)
                && (changesPlaces(ACUTE_ACCENT, mark) || changesPlaces(mark, TILDE_OVERLAY))).toList());
        moving.sort((a, b) -> changesPlaces(a, b) ? 1 : changesPlaces(b, a) ? -1 : 0);
        Map<Integer, Integer> ranks = new HashMap<>();
        int rank = 0;
        for (int i = 0; i < moving.size(); i++) {
            if (i > 0 && changesPlaces(moving.get(i), moving.get(i - 1)) != changesPlaces(moving.get(i - 1),
                    moving.get(i))) {
                rank++;
            }
            ranks.put(moving.get(i), rank);
        }
        return ranks;
    }

    private static boolean isWhole(int mark) {
        return Normalizer.isNormalized(Character.toString(mark), Normalizer.Form.NFKD);
    }

    /** Returns whether the first of two neighbours goes behind the second. */
    private static boolean changesPlaces(int first, int second) {
        return !Normalizer.isNormalized(Character.toString(first) + Character.toString(second), Normalizer.Form.NFD);
    }
}
