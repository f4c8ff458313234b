package dev.parlance.chat.jinja;

/** Python's classes of characters. */
final class Characters {
    private Characters() {}

    /** Returns whether it is white space for {@code str.isspace}. */
    static boolean isSpace(int c) {
        return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0
                || Character.getType(c) == Character.SPACE_SEPARATOR || c == 0x2028 || c == 0x2029;
    }

    /** Returns whether it ends a line for {@code str.splitlines}. */
    static boolean isLineEnd(int c) {
        return (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** Returns whether {@code repr} shows it as it is. */
    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
                    Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    static boolean isDecimal(int c) {
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    /** Returns whether it is a digit, superscripts and such included. */
    static boolean isDigit(int c) {
        return isDecimal(c) || (c >= 0xb2 && c <= 0xb3) || c == 0xb9 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079)
                || (c >= 0x2080 && c <= 0x2089) || (c >= 0x2460 && c <= 0x2468) || (c >= 0x2474 && c <= 0x247c)
                || (c >= 0x2488 && c <= 0x2490) || c == 0x24ea || (c >= 0x24f5 && c <= 0x24fd) || c == 0x24ff
                || (c >= 0x2776 && c <= 0x277e) || (c >= 0x2780 && c <= 0x2788) || (c >= 0x278a && c <= 0x2792);
    }

    static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER || "一二三四五六七八九十百千万億兆零〇".indexOf(c) >= 0;
    }

    static boolean isAlpha(int c) {
        return Character.isLetter(c);
    }

    static boolean isAlphanumeric(int c) {
        return isAlpha(c) || isNumeric(c);
    }

    static boolean isIdentifier(String text) {
        return !text.isEmpty() && isIdentifierStart(text.codePointAt(0)) && text.codePoints()
                .allMatch(
                        c -> c == '_' || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c)));
    }

    private static boolean isIdentifierStart(int c) {
        return c == '_' || Character.isUnicodeIdentifierStart(c);
    }

    /** Returns whether a letter has case: lower, upper or title. */
    static boolean isCased(int c) {
        return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
    }
}
