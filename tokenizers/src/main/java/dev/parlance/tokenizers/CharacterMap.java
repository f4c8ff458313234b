package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What SentencePiece replaces in a text: its {@code precompiled_charsmap}. A length, a double-array trie of that many
 * bytes (Darts: each unit of 32 bits has the label in bits 0 to 7, whether a value follows in bit 8, and the offset of
 * its children from bit 10 on, times 256 if bit 9 is set), and the replacements, each with a zero byte at its end.
 * Immutable and thread-safe.
 */
final class CharacterMap {
    private final int[] units;
    private final byte[] replacements;

    private CharacterMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /**
     * Reads a map.
     *
     * @param where names it in messages
     * @throws ModelFormatException if it is too short for what it says
     */
    static CharacterMap read(byte[] map, String where) {
        ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        long trie = map.length < 4 ? -1 : Integer.toUnsignedLong(buffer.getInt());
        if (trie < 0 || trie + 4 >= map.length) {
            throw new ModelFormatException(where + ": " + map.length + " bytes, but the trie and a replacement need "
                    + (trie < 0 ? "at least 5" : "more than " + (trie + 4)));
        }
        int[] units = new int[(int) trie / 4];
        buffer.asIntBuffer().get(units);
        byte[] replacements = new byte[map.length - 4 - (int) trie];
        buffer.position(4 + (int) trie).get(replacements);
        if (replacements[replacements.length - 1] != 0) {
            throw new ModelFormatException(where + ": the last replacement has no zero byte at its end");
        }
        return new CharacterMap(units, replacements);
    }

    /**
     * Finds the longest replaced part that a text begins with.
     *
     * @return where the part ends, in the upper half, and where its replacement begins; or -1 if there is none
     */
    long find(byte[] text, int from, int to) {
        long found = -1;
        int node = units.length == 0 ? 0 : offset(units[0]);
        for (int at = from; at < to && text[at] != 0; at++) {
            int label = text[at] & 0xFF;
            node ^= label;
            // A leaf has the sign bit set, so that it is no child.
            if (node < 0 || node >= units.length || (units[node] & 0x8000_00FF) != label) {
                break;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit & 0x100) != 0 && node >= 0 && node < units.length) {
                int replacement = units[node] & 0x7FFF_FFFF;
                if (replacement < replacements.length) {
                    found = (long) (at + 1) << 32 | replacement;
                }
            }
        }
        return found;
    }

    /**
     * Finds the shortest replaced part that a text begins with.
     *
     * @return where its replacement begins, or -1 if there is none
     */
    int findShortest(byte[] text, int from, int to) {
        for (int end = from + 1; end <= to; end++) {
            long found = find(text, from, end);
            if (found >= 0) {
                return (int) found;
            }
        }
        return -1;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 0x200) >>> 6);
    }

    /** Returns all replacements; each ends before the next zero byte. */
    byte[] replacements() {
        return replacements;
    }
}
