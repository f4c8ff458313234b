package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;

/** UTF-8 as the scanners read it. What {@link #encode} makes is well-formed, so that reading it needs no checks. */
final class Utf8 {
    private Utf8() {}

    /** Returns a text in UTF-8; a lone surrogate counts as U+FFFD. */
    static byte[] encode(String text) {
        int lone = loneSurrogate(text, 0);
        if (lone < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder replaced = new StringBuilder(text);
        for (; lone >= 0; lone = loneSurrogate(text, lone + 1)) {
            replaced.setCharAt(lone, '\uFFFD');
        }
        return replaced.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int loneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Returns the number of bytes of the character that begins with a byte, from 1 to 4; 1 if none begins with it. */
    static int lengthFrom(byte first) {
        return first >= 0 || isContinuation(first) ? 1 : first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
    }

    /** Returns the number of bytes of a code point, from 1 to 4. */
    static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Returns whether a byte is inside a character and does not begin it. */
    static boolean isContinuation(byte b) {
        return b < (byte) 0xC0;
    }

    /** Returns how many bytes the characters of a string between two indices have; they are whole. */
    static int length(String text, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    /** Returns the number of characters between two offsets. */
    static int count(byte[] text, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += isContinuation(text[i]) ? 0 : 1;
        }
        return count;
    }

    /** Returns the code point of the character that begins at an index. */
    static int codePoint(byte[] text, int at) {
        int first = text[at];
        if (first >= 0) {
            return first;
        }
        int second = text[at + 1] & 0x3F;
        if (first < (byte) 0xE0) {
            return ((first & 0x1F) << 6) | second;
        }
        int third = text[at + 2] & 0x3F;
        if (first < (byte) 0xF0) {
            return ((first & 0x0F) << 12) | (second << 6) | third;
        }
        return ((first & 0x07) << 18) | (second << 12) | (third << 6) | (text[at + 3] & 0x3F);
    }

    /**
     * Turns offsets in bytes into offsets in the characters of a string: those of the whole characters that the bytes
     * are parts of.
     *
     * @param begins where parts of the text begin; changed in place
     * @param ends where they end; changed in place
     */
    static void toCharacters(byte[] text, int[] begins, int[] ends) {
        int[] characters = new int[text.length + 1]; // by byte: the index of the character that it is a part of
        int index = 0;
        for (int at = 0; at < text.length;) {
            int length = lengthFrom(text[at]);
            for (int i = 0; i < length; i++) {
                characters[at++] = index;
            }
            index += length == 4 ? 2 : 1;
        }
        characters[text.length] = index;
        for (int i = 0; i < begins.length; i++) {
            boolean empty = begins[i] == ends[i];
            begins[i] = characters[begins[i]];
            int end = ends[i];
            while (!empty && end < text.length && text[end] < (byte) 0xC0) {
                end++;
            }
            ends[i] = empty ? begins[i] : characters[end];
        }
    }
}
