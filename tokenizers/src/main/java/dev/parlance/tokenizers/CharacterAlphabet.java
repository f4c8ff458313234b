package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The alphabet of SentencePiece: code points. A code point without a token is the symbol {@code -1 - codePoint}; it is
 * spelled with the tokens of its bytes, {@code <0x00>} to {@code <0xFF>}, or as one unknown token if not all of these are
 * there.
 */
final class CharacterAlphabet implements Alphabet {
    static final int NO_SYMBOL = Integer.MIN_VALUE;

    private final PieceTable pieces;
    private final int[] ascii = new int[128];
    private final int[] bytes = new int[256]; // -1: no token
    private final OptionalInt unknown;
    private final char blank;
    private final boolean fusesUnknown;

    /**
     * Makes the alphabet of a vocabulary.
     *
     * @param pieces the tokens that come out of text
     * @param unknown what becomes of a code point that can not be spelled; without it, the bytes that have no token are
     *     left out
     * @param blank what a blank is spelled as: a blank or {@link Blanks#ESCAPED}
     */
    CharacterAlphabet(PieceTable pieces, Vocabulary vocabulary, OptionalInt unknown, char blank) {
        this(pieces, vocabulary, unknown, blank, true, false);
    }

    /**
     * Makes the alphabet of a vocabulary.
     *
     * @param byteFallback whether characters are spelled with the tokens of bytes
     * @param fusesUnknown whether neighbours that can not be spelled are one unknown token
     */
    CharacterAlphabet(PieceTable pieces, Vocabulary vocabulary, OptionalInt unknown, char blank, boolean byteFallback,
            boolean fusesUnknown) {
        this.fusesUnknown = fusesUnknown;
        this.pieces = pieces;
        this.unknown = unknown;
        this.blank = blank;
        for (int b = 0; b < bytes.length; b++) {
            bytes[b] = byteFallback ? ByteTokens.of(b, vocabulary).orElse(-1) : -1;
        }
        for (int c = 0; c < ascii.length; c++) {
            ascii[c] = symbol(new byte[]{(byte) c}, 0, 1);
        }
    }

    @Override
    public int read(byte[] text, int from, int to, int[] symbols) {
        int count = 0;
        for (int i = from, next; i < to; i = next) {
            next = i + Utf8.lengthFrom(text[i]);
            symbols[count++] = text[i] >= 0 ? ascii[text[i]] : symbol(text, i, next);
        }
        return count;
    }

    /** Returns the symbol of the text between two indices, or {@link #NO_SYMBOL} if neither a piece nor a character. */
    int symbol(byte[] text, int from, int to) {
        int id = pieces.find(text, from, to);
        if (id >= 0) {
            return id;
        }
        return Utf8.lengthFrom(text[from]) == to - from ? -1 - Utf8.codePoint(text, from) : NO_SYMBOL;
    }

    @Override
    public int length(int symbol) {
        return Utf8.length(-1 - symbol);
    }

    @Override
    public boolean fuses(int left, int right) {
        return fusesUnknown && unknown.isPresent() && !isSpelled(left) && !isSpelled(right);
    }

    private boolean isSpelled(int symbol) {
        for (byte b : spelling(symbol)) {
            if (bytes[b & 0xFF] < 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] spelling(int symbol) {
        int codePoint = -1 - symbol;
        return Character.toString(codePoint == ' ' ? blank : codePoint).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void spell(int symbol, TokenList tokens, int at) {
        int end = at + length(symbol);
        if (unknown.isPresent() && !isSpelled(symbol)) {
            tokens.add(unknown.getAsInt(), at, end);
            return;
        }
        for (byte b : spelling(symbol)) {
            if (bytes[b & 0xFF] >= 0) {
                tokens.add(bytes[b & 0xFF], at, end);
            }
        }
    }
}
