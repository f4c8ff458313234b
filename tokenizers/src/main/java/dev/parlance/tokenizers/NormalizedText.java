package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text in UTF-8 as a model wants it, made byte by byte from another, and if wanted with the place that each byte comes
 * from. For one call and one thread.
 */
final class NormalizedText {
    private static final int[] NONE = {};

    private final boolean tracking;
    private final boolean identical;
    private byte[] bytes;
    private int[] begins; // in the text that it was made from
    private int[] ends;
    private int length;
    private int firstBegin; // known without tracking, too
    private @Nullable NormalizedText origin;

    /**
     * Makes an empty text.
     *
     * @param capacity how long it will probably be
     * @param tracking whether places matter
     */
    NormalizedText(int capacity, boolean tracking) {
        this.tracking = tracking;
        identical = false;
        bytes = new byte[Math.max(capacity, 16)];
        begins = tracking ? new int[bytes.length] : NONE;
        ends = tracking ? new int[bytes.length] : NONE;
    }

    private NormalizedText(byte[] bytes) {
        tracking = false;
        identical = true;
        begins = NONE;
        ends = NONE;
        this.bytes = bytes;
        length = bytes.length;
    }

    /** Returns the text that a user gave as it is; it must not be added to. */
    static NormalizedText view(byte[] text) {
        return new NormalizedText(text);
    }

    /**
     * Makes an empty text to be made from another.
     *
     * @param length how long the part is that it is made from
     * @param tracking whether places matter
     */
    static NormalizedText from(NormalizedText origin, int length, boolean tracking) {
        NormalizedText text = new NormalizedText(length + (length >> 2), tracking);
        text.origin = origin;
        return text;
    }

    /** Adds a byte that stands for the part of the other text between two offsets. */
    void add(int b, int begin, int end) {
        if (length == bytes.length) {
            grow(length + 1);
        }
        bytes[length] = (byte) b;
        if (length == 0) {
            firstBegin = begin;
        }
        if (tracking) {
            begins[length] = begin;
            ends[length] = end;
        }
        length++;
    }

    private void grow(int least) {
        int capacity = Math.max(least, length + (length >> 1));
        bytes = Arrays.copyOf(bytes, capacity);
        if (tracking) {
            begins = Arrays.copyOf(begins, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
    }

    /** Adds bytes that all stand for the part of the other text between two offsets. */
    void add(byte[] source, int from, int to, int begin, int end) {
        for (int i = from; i < to; i++) {
            add(source[i], begin, end);
        }
    }

    /** Adds bytes that stand for themselves. */
    void copy(byte[] source, int from, int to) {
        int count = to - from;
        if (length == 0) {
            firstBegin = from;
        }
        if (bytes.length - length < count) {
            grow(length + count);
        }
        System.arraycopy(source, from, bytes, length, count);
        for (int i = from; i < to && tracking; i++) {
            begins[length + i - from] = i;
            ends[length + i - from] = i + 1;
        }
        length += count;
    }

    /** Adds a character that stands for the part of the other text between two offsets. */
    void addCodePoint(int codePoint, int begin, int end) {
        if (codePoint < 0x80) {
            add(codePoint, begin, end);
        } else if (codePoint < 0x800) {
            add(0xC0 | codePoint >> 6, begin, end);
            add(0x80 | codePoint & 0x3F, begin, end);
        } else if (codePoint < 0x10000) {
            add(0xE0 | codePoint >> 12, begin, end);
            add(0x80 | codePoint >> 6 & 0x3F, begin, end);
            add(0x80 | codePoint & 0x3F, begin, end);
        } else {
            add(0xF0 | codePoint >> 18, begin, end);
            add(0x80 | codePoint >> 12 & 0x3F, begin, end);
            add(0x80 | codePoint >> 6 & 0x3F, begin, end);
            add(0x80 | codePoint & 0x3F, begin, end);
        }
    }

    /** Returns the text, of which only the first {@link #length} bytes count. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Returns the part between two offsets as a string. */
    String string(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Returns whether it begins where the text that a user gave does. */
    boolean isFromBeginning() {
        return identical || firstBegin == 0 && (origin == null || origin.isFromBeginning());
    }

    /** Returns a copy of the text. */
    byte[] copyOfBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Returns whether the text is this one. */
    boolean equalTo(byte[] text) {
        return Arrays.equals(bytes, 0, length, text, 0, text.length);
    }

    /** Takes all bytes away. */
    void clear() {
        length = 0;
    }

    /** Says that the other text was made from a third; null if it is the text that a user gave. */
    void madeFrom(@Nullable NormalizedText origin) {
        this.origin = origin;
    }

    @Nullable
    NormalizedText madeFrom() {
        return origin;
    }

    /** Returns where in the text that a user gave the part begins that the byte at an offset stands for. */
    int begin(int offset) {
        if (identical) {
            return offset;
        }
        int begin = offset < length ? begins[offset] : length == 0 ? 0 : ends[length - 1];
        return origin == null ? begin : origin.begin(begin);
    }

    /** Returns where in the text that a user gave the part ends that the bytes between two offsets stand for. */
    int end(int from, int to) {
        if (identical) {
            return to;
        }
        if (to <= from) {
            return begin(from);
        }
        return origin == null ? ends[to - 1] : origin.end(begins[to - 1], ends[to - 1]);
    }
}
