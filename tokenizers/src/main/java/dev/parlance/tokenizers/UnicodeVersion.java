package dev.parlance.tokenizers;

/**
 * Unicode 15.1, the version that llama.cpp v0.5.0 has. What a character is must not depend on the JDK: the same text
 * would have other ids on another machine. JDK 25 has 16.0, which says of all older characters what 15.1 says, so that
 * it is enough to take the ones that came with it for unassigned.
 */
final class UnicodeVersion {
    /** The ranges of 16.0 in DerivedAge.txt: first, last, first, last, ... */
    private static final int[] NEWER = {0x0897, 0x0897, 0x1B4E, 0x1B4F, 0x1B7F, 0x1B7F, 0x1C89, 0x1C8A, 0x2427, 0x2429,
            0x31E4, 0x31E5, 0xA7CB, 0xA7CD, 0xA7DA, 0xA7DC, 0x105C0, 0x105F3, 0x10D40, 0x10D8F, 0x10EC2, 0x10EC4,
            0x10EFC, 0x10EFC, 0x11380, 0x113E2, 0x116D0, 0x116E3, 0x11BC0, 0x11BF9, 0x11F5A, 0x11F5A, 0x13460, 0x143FA,
            0x16100, 0x16139, 0x16D40, 0x16D79, 0x18CFF, 0x18CFF, 0x1CC00, 0x1CCF9, 0x1CD00, 0x1CEB3, 0x1E5D0, 0x1E5FF,
            0x1F8B2, 0x1F8BB, 0x1F8C0, 0x1F8C1, 0x1FA89, 0x1FA89, 0x1FA8F, 0x1FA8F, 0x1FABE, 0x1FABE, 0x1FAC6, 0x1FAC6,
            0x1FADC, 0x1FADC, 0x1FADF, 0x1FADF, 0x1FAE9, 0x1FAE9, 0x1FBCB, 0x1FBEF};

    private UnicodeVersion() {}

    /** Returns {@link Character#getType(int)} as of 15.1. */
    static int type(int codePoint) {
        return isNewer(codePoint) ? Character.UNASSIGNED : Character.getType(codePoint);
    }

    /** Returns {@link Character#toLowerCase(int)} as of 15.1. */
    static int toLowerCase(int codePoint) {
        return isNewer(codePoint) ? codePoint : Character.toLowerCase(codePoint);
    }

    /** Returns whether a code point was not assigned in 15.1. */
    static boolean isNewer(int codePoint) {
        if (codePoint < NEWER[0]) {
            return false;
        }
        int low = 0;
        int high = NEWER.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (codePoint < NEWER[2 * middle]) {
                high = middle - 1;
            } else if (codePoint > NEWER[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
