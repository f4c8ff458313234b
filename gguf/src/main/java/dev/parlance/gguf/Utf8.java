package dev.parlance.gguf;

import java.nio.charset.StandardCharsets;

/** Strict UTF-8: nothing is ever replaced. */
final class Utf8 {
    private Utf8() {}

    /** Returns a string as UTF-8. */
    static byte[] encode(String string) {
        checkEncodable(string);
        return string.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if a string has a lone surrogate, which has no UTF-8 */
    static void checkEncodable(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < string.length()
                        && Character.isLowSurrogate(string.charAt(i + 1));
                if (!pair) {
                    throw new IllegalArgumentException(String
                            .format("lone surrogate U+%04X at index %d of a string, which has no UTF-8", (int) c, i));
                }
                i++;
            }
        }
    }

    /**
     * Returns where the first malformed character starts, or -1 if there is none: no overlong forms, no surrogates,
     * nothing past U+10FFFF (the Unicode Standard, table 3-7).
     */
    static int malformedAt(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int lead = Byte.toUnsignedInt(bytes[at]);
            int length = length(lead);
            if (length == 0 || length > to - at || !fits(lead, Byte.toUnsignedInt(bytes[at + 1]))) {
                return at;
            }
            for (int i = at + 2; i < at + length; i++) {
                if (!continues(Byte.toUnsignedInt(bytes[i]))) {
                    return at;
                }
            }
            at += length;
        }
        return -1;
    }

    /** Returns how many bytes a character takes that is not ASCII, by its first; 0 if none can start so. */
    private static int length(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean fits(int lead, int second) {
        return continues(second) && switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }

    private static boolean continues(int following) {
        return (following & 0xC0) == 0x80;
    }
}
