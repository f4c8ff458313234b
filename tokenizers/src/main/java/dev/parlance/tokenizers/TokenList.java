package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Where the tokens of a text go: their ids, or only how many there are; and if wanted the part of the text that each
 * stands for, in bytes of its UTF-8. For one call and one thread.
 */
final class TokenList {
    private static final int[] NONE = {};

    private final boolean counting;
    private final boolean tracking;
    private int[] ids;
    private int[] begins;
    private int[] ends;
    private int size;
    /** What the offsets given to {@link #add} count bytes of, or null if it is the text itself. */
    private @Nullable NormalizedText normalized;

    private TokenList(boolean counting, boolean tracking, int capacity) {
        this.counting = counting;
        this.tracking = tracking;
        ids = counting ? NONE : new int[Math.max(capacity, 8)];
        begins = tracking ? new int[ids.length] : NONE;
        ends = tracking ? new int[ids.length] : NONE;
    }

    /** Makes a list of ids. */
    static TokenList ofIds(int capacity) {
        return new TokenList(false, false, capacity);
    }

    /** Makes a list of ids and of where they are in the text. */
    static TokenList ofSpans(int capacity) {
        return new TokenList(false, true, capacity);
    }

    /** Makes a list that knows only its length. */
    static TokenList counting() {
        return new TokenList(true, false, 0);
    }

    /** Returns whether offsets matter. */
    boolean isTracking() {
        return tracking;
    }

    /** Says what the offsets of the tokens that follow count bytes of; null for the text that a user gave. */
    void countIn(@Nullable NormalizedText text) {
        normalized = text;
    }

    /** Says that the offsets of the tokens that follow count bytes of a text made from the one before. */
    void enter(NormalizedText text) {
        text.madeFrom(normalized);
        normalized = text;
    }

    /** Ends what {@link #enter} began with the same text. */
    void leave(NormalizedText text) {
        normalized = text.madeFrom();
    }

    /** Adds a token for the bytes between two offsets. */
    void add(int id, int from, int to) {
        if (!counting) {
            if (size == ids.length) {
                grow();
            }
            ids[size] = id;
            if (tracking) {
                begins[size] = normalized == null ? from : normalized.begin(from);
                ends[size] = normalized == null ? to : normalized.end(from, to);
            }
        }
        size++;
    }

    /** Lets the last token stand for more, up to an offset. */
    void extend(int to) {
        if (tracking && size > 0) {
            ends[size - 1] = normalized == null ? to : normalized.end(to - 1, to);
        }
    }

    private void grow() {
        int capacity = size + (size >> 1);
        ids = Arrays.copyOf(ids, capacity);
        if (tracking) {
            begins = Arrays.copyOf(begins, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
    }

    int size() {
        return size;
    }

    /** Takes tokens away from the end. */
    void truncate(int size) {
        this.size = size;
    }

    /** Turns the order of the tokens from an index on around. */
    void reverse(int from) {
        if (!counting) {
            reverse(ids, from, size);
            if (tracking) {
                reverse(begins, from, size);
                reverse(ends, from, size);
            }
        }
    }

    private static void reverse(int[] numbers, int from, int to) {
        for (int low = from, high = to - 1; low < high; low++, high--) {
            int number = numbers[low];
            numbers[low] = numbers[high];
            numbers[high] = number;
        }
    }

    int[] ids() {
        return Arrays.copyOf(ids, size);
    }

    /** Returns where the tokens begin in the text. */
    int[] begins() {
        return Arrays.copyOf(begins, size);
    }

    /** Returns where the tokens end in the text. */
    int[] ends() {
        return Arrays.copyOf(ends, size);
    }
}
