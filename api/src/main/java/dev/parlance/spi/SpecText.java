package dev.parlance.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts in spec strings. White space at the ends does not count. A backslash makes the character after it an ordinary
 * one, except that {@code \n} and {@code \t} are newline and tab.
 */
final class SpecText {
    private static final String SPECIAL = "\\|,()=";

    private SpecText() {}

    /** Returns how a spec string writes a text. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                default -> {
                    boolean atEnd = i == 0 || i == text.length() - 1;
                    if (SPECIAL.indexOf(c) >= 0 || (atEnd && Character.isWhitespace(c))) {
                        escaped.append('\\');
                    }
                    escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    /**
     * Returns the text that a spec string writes.
     *
     * @throws IllegalArgumentException if nothing follows a backslash
     */
    static String unescape(String escaped) {
        StringBuilder text = new StringBuilder();
        int end = 0; // where white space at the end begins
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\') {
                if (++i == escaped.length()) {
                    throw new IllegalArgumentException("nothing follows the backslash at the end");
                }
                char literal = escaped.charAt(i);
                text.append(switch (literal) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    default -> literal;
                });
                end = text.length();
            } else if (!Character.isWhitespace(c)) {
                text.append(c);
                end = text.length();
            } else if (end > 0) {
                text.append(c);
            }
        }
        text.setLength(end);
        return text.toString();
    }

    /** Returns the parts between bars, still escaped. */
    static List<String> split(String escaped) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\') {
                i++;
            } else if (escaped.charAt(i) == '|') {
                parts.add(escaped.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(escaped.substring(start));
        return parts;
    }
}
