package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;

/** Blanks as SentencePiece has them: U+2581 in pieces, a part of the words that they come before. */
final class Blanks {
    /** LOWER ONE EIGHTH BLOCK, which stands for a blank in the pieces. */
    static final char ESCAPED = '▁';

    private Blanks() {}

    /** Returns the text of a piece. */
    static byte[] unescape(String piece) {
        return piece.replace(ESCAPED, ' ').getBytes(StandardCharsets.UTF_8);
    }

    /** Returns whether a piece has a blank after another character, so that no text can be cut before blanks. */
    static boolean hasInner(byte[] piece) {
        for (int i = 1; i < piece.length; i++) {
            if (piece[i] == ' ' && piece[i - 1] != ' ') {
                return true;
            }
        }
        return false;
    }

    /** Returns whether U+2581 is at an index. */
    static boolean isEscaped(byte[] text, int at, int to) {
        return to - at >= 3 && text[at] == (byte) 0xE2 && text[at + 1] == (byte) 0x96 && text[at + 2] == (byte) 0x81;
    }

    /** Puts a blank in front if wanted, and one for every U+2581, which is the same to the pieces. */
    static NormalizedText normalize(byte[] text, int from, int to, boolean spacePrefix, boolean tracking) {
        NormalizedText normalized = new NormalizedText(to - from + 1, tracking);
        if (spacePrefix) {
            normalized.add(' ', from, from);
        }
        int done = from;
        for (int at = from; at < to; at++) {
            if (isEscaped(text, at, to)) {
                normalized.copy(text, done, at);
                normalized.add(' ', at, at + 3);
                done = at + 3;
                at += 2;
            }
        }
        normalized.copy(text, done, to);
        return normalized;
    }

    /** Cuts text before the blanks that words begin with. */
    static void split(byte[] text, int from, int to, Splitter.Parts parts) {
        int start = from;
        for (int i = from + 1; i < to; i++) {
            if (text[i] == ' ' && text[i - 1] != ' ') {
                parts.accept(start, i);
                start = i;
            }
        }
        if (start < to) {
            parts.accept(start, to);
        }
    }
}
