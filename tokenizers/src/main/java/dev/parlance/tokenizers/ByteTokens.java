package dev.parlance.tokenizers;

import java.util.Optional;
import java.util.OptionalInt;

/** The tokens of single bytes, {@code <0x00>} to {@code <0xFF>}. */
final class ByteTokens {
    private ByteTokens() {}

    /** Returns the value of the byte that a piece spells, or -1 if it spells none. */
    static int value(String piece) {
        if (piece.length() != 6 || !piece.startsWith("<0x") || !piece.endsWith(">")) {
            return -1;
        }
        int high = Character.digit(piece.charAt(3), 16);
        int low = Character.digit(piece.charAt(4), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Returns whether a piece spells a byte. */
    static boolean isSpelling(String piece) {
        return value(piece) >= 0;
    }

    /** Returns the token of a byte. */
    static OptionalInt of(int b, Vocabulary vocabulary) {
        return vocabulary.id("<0x%02X>".formatted(b));
    }

    /** Returns the tokens of all bytes, if they are all there. */
    static Optional<int[]> all(Vocabulary vocabulary) {
        int[] tokens = new int[256];
        for (int b = 0; b < tokens.length; b++) {
            OptionalInt id = of(b, vocabulary);
            if (id.isEmpty()) {
                return Optional.empty();
            }
            tokens[b] = id.getAsInt();
        }
        return Optional.of(tokens);
    }
}
