package dev.parlance.chat.jinja;

/** The escapes in Python's string literals. */
final class Escapes {
    private Escapes() {}

    /**
     * Returns what the inside of a literal stands for. An escape that there is not stays as it is.
     *
     * @throws IllegalArgumentException if one is incomplete
     */
    static String decode(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder decoded = new StringBuilder();
        for (int at = 0; at < literal.length();) {
            char c = literal.charAt(at++);
            if (c != '\\' || at == literal.length()) {
                decoded.append(c);
                continue;
            }
            char kind = literal.charAt(at++);
            switch (kind) {
                case '\n' -> {
                }
                case 'n' -> decoded.append('\n');
                case 't' -> decoded.append('\t');
                case 'r' -> decoded.append('\r');
                case 'a' -> decoded.append('\u0007');
                case 'b' -> decoded.append('\b');
                case 'f' -> decoded.append('\f');
                case 'v' -> decoded.append('\u000b');
                case '\\', '\'', '"' -> decoded.append(kind);
                case 'x' -> at = hexadecimal(literal, at, 2, decoded, "\\xXX");
                case 'u' -> at = hexadecimal(literal, at, 4, decoded, "\\uXXXX");
                case 'U' -> at = hexadecimal(literal, at, 8, decoded, "\\UXXXXXXXX");
                case 'N' -> at = named(literal, at, decoded);
                default -> {
                    if (kind >= '0' && kind <= '7') {
                        at = octal(literal, at - 1, decoded);
                    } else {
                        decoded.append('\\').append(kind);
                    }
                }
            }
        }
        return decoded.toString();
    }

    private static int hexadecimal(String literal, int from, int digits, StringBuilder decoded, String form) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = at < literal.length() ? Character.digit(literal.charAt(at), 16) : -1;
            if (digit < 0 || literal.charAt(at) > 'f') {
                throw new IllegalArgumentException("truncated " + form + " escape");
            }
            value = value << 4 | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw new IllegalArgumentException("illegal Unicode character");
        }
        decoded.appendCodePoint(value);
        return from + digits;
    }

    private static int octal(String literal, int from, StringBuilder decoded) {
        int value = 0;
        int at = from;
        while (at < literal.length() && at < from + 3 && literal.charAt(at) >= '0' && literal.charAt(at) <= '7') {
            value = value * 8 + literal.charAt(at++) - '0';
        }
        decoded.appendCodePoint(value);
        return at;
    }

    private static int named(String literal, int from, StringBuilder decoded) {
        int end = literal.indexOf('}', from);
        if (end < 0 || from == literal.length() || literal.charAt(from) != '{') {
            throw new IllegalArgumentException("malformed \\N character escape");
        }
        try {
            decoded.appendCodePoint(Character.codePointOf(literal.substring(from + 1, end)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unknown Unicode character name", e);
        }
        return end + 1;
    }
}
