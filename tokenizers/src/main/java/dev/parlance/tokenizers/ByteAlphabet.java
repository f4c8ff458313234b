package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The alphabet of byte-level byte-pair encoding, in which every byte has a printable character (Radford et al. 2019,
 * GPT-2's {@code bytes_to_unicode}): printable Latin-1 characters stand for themselves, the others are counted from
 * U+0100 on, so that a space is {@code Ġ} and a line feed {@code Ċ}. A byte without a token is the symbol
 * {@code -1 - byte}.
 */
final class ByteAlphabet implements Alphabet {
    private static final char[] CHARACTERS = new char[256];
    private static final byte[] BYTES = new byte[512]; // by character
    private static final boolean[] KNOWN = new boolean[512];

    static {
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= '¡' && b <= 'ÿ' && b != 0xAD);
            char character = printable ? (char) b : next++;
            CHARACTERS[b] = character;
            BYTES[character] = (byte) b;
            KNOWN[character] = true;
        }
    }

    private final int[] symbols = new int[256];
    private final OptionalInt unknown;

    /**
     * Makes the alphabet of a vocabulary.
     *
     * @param unknown what becomes of a byte that has no token; without it the byte is left out, as in llama.cpp
     */
    ByteAlphabet(Vocabulary vocabulary, OptionalInt unknown) {
        Arrays.setAll(symbols, b -> -1 - b);
        for (int b = 0; b < 256; b++) {
            OptionalInt id = vocabulary.id(String.valueOf(CHARACTERS[b]));
            if (id.isPresent() && vocabulary.isText(id.getAsInt())) {
                symbols[b] = id.getAsInt();
            }
        }
        this.unknown = unknown;
    }

    /** Returns the bytes that a piece spells, or null if not all its characters are of this alphabet. */
    static byte @Nullable [] bytes(String piece) {
        byte[] bytes = new byte[piece.length()];
        return read(piece, 0, piece.length(), bytes, 0) ? bytes : null;
    }

    /** Returns whether a vocabulary has a token that comes out of text for every byte. */
    static boolean isComplete(Vocabulary vocabulary) {
        for (char character : CHARACTERS) {
            OptionalInt id = vocabulary.id(String.valueOf(character));
            if (id.isEmpty() || !vocabulary.isText(id.getAsInt())) {
                return false;
            }
        }
        return true;
    }

    /** Adds to a text the characters that stand for the bytes of a part of another. */
    static void spell(byte[] text, int from, int to, NormalizedText spelled) {
        for (int i = from; i < to; i++) {
            spelled.addCodePoint(CHARACTERS[text[i] & 0xFF], i, i + 1);
        }
    }

    private static boolean read(String piece, int from, int to, byte[] bytes, int at) {
        for (int i = from; i < to; i++) {
            char c = piece.charAt(i);
            if (c >= KNOWN.length || !KNOWN[c]) {
                return false;
            }
            bytes[at + i - from] = BYTES[c];
        }
        return true;
    }

    @Override
    public int read(byte[] text, int from, int to, int[] symbols) {
        for (int i = from; i < to; i++) {
            symbols[i - from] = this.symbols[text[i] & 0xFF];
        }
        return to - from;
    }

    @Override
    public int length(int symbol) {
        return 1;
    }

    @Override
    public void spell(int symbol, TokenList tokens, int at) {
        unknown.ifPresent(id -> tokens.add(id, at, at + 1));
    }
}
