package dev.parlance.chat.jinja;

import java.util.Arrays;

/** Puts a {@link Text} together. */
final class TextBuilder {
    private int[] points = new int[32];
    private int length;

    int length() {
        return length;
    }

    TextBuilder append(Text text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            points[length++] = text.marked(i);
        }
        return this;
    }

    /** Appends text of the template. */
    TextBuilder append(String text) {
        reserve(text.length());
        for (int at = 0; at < text.length();) {
            int point = text.codePointAt(at);
            points[length++] = point;
            at += Character.charCount(point);
        }
        return this;
    }

    /** Appends one character with the origin that is marked in it. */
    TextBuilder append(int marked) {
        reserve(1);
        points[length++] = marked;
        return this;
    }

    /** Appends a text in place of a character, with its origin. */
    TextBuilder appendInPlaceOf(int marked, String text) {
        text.codePoints().forEach(c -> append(Text.withOriginOf(marked, c)));
        return this;
    }

    TextBuilder repeat(int marked, int count) {
        reserve(Math.max(0, count));
        for (int i = 0; i < count; i++) {
            points[length++] = marked;
        }
        return this;
    }

    private void reserve(int more) {
        long needed = (long) length + more;
        Text.checkLength(needed);
        if (needed > points.length) {
            points = Arrays.copyOf(points, (int) Math.max(needed, 2L * points.length));
        }
    }

    Text toText() {
        return Text.ofMarked(Arrays.copyOf(points, length));
    }
}
