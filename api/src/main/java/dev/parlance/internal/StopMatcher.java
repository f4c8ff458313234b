package dev.parlance.internal;

import java.util.List;

/**
 * Looks for stop strings in a growing text, and for how much of it can not be the beginning of one.
 *
 * <p>A text ends with the first character that completes a stop string, and is cut where that stop string begins; if one
 * character completes several, where the longest begins. So the result does not depend on how the text was cut into
 * tokens.
 */
final class StopMatcher {
    private final List<String> stops;
    private final int longest;

    StopMatcher(List<String> stops) {
        this.stops = stops;
        this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
    }

    /**
     * Finds the stop string that ends a text.
     *
     * @param text the text so far
     * @param known how many characters of it are known to hold no stop string
     * @return where the stop string begins, or -1
     */
    int find(StringBuilder text, int known) {
        int begin = -1;
        int end = Integer.MAX_VALUE;
        for (int i = 0; i < stops.size(); i++) {
            String stop = stops.get(i);
            int at = text.indexOf(stop, Math.max(0, known - stop.length() + 1));
            int atEnd = at + stop.length();
            if (at >= 0 && (atEnd < end || (atEnd == end && at < begin))) {
                begin = at;
                end = atEnd;
            }
        }
        return begin;
    }

    /** Returns how many characters of a text without a stop string can not be part of one, whatever follows. */
    int certain(StringBuilder text) {
        int length = text.length();
        for (int start = Math.max(0, length - longest + 1); start < length; start++) {
            for (int i = 0; i < stops.size(); i++) {
                if (beginsAt(stops.get(i), text, start)) {
                    return start;
                }
            }
        }
        return length;
    }

    /** Returns whether the text from a position to its end is the beginning of a stop string. */
    private static boolean beginsAt(String stop, StringBuilder text, int start) {
        int overlap = text.length() - start;
        if (overlap >= stop.length()) {
            return false;
        }
        for (int i = 0; i < overlap; i++) {
            if (stop.charAt(i) != text.charAt(start + i)) {
                return false;
            }
        }
        return true;
    }
}
