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

    /** Returns the number of bytes of the character that begins with a byte, from 1 to 4. */
    static int length(byte first) {
        return first >= 0 ? 1 : first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
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
}
