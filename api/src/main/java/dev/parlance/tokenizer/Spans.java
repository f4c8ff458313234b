package dev.parlance.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What tokenizers can do by default about where tokens are in a text. */
final class Spans {
    /** Nearly no text has more characters to a token, so that few are encoded in vain. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    private Spans() {}

    /**
     * Finds where tokens are by the bytes that they spell.
     *
     * @param parsed whether tokens without bytes may be spelled out in the text
     */
    static Encoding align(Tokenizer tokenizer, String text, int[] ids, boolean parsed) {
        byte[] utf8 = repaired(text).getBytes(StandardCharsets.UTF_8);
        int[] characters = characters(utf8);
        int[] begins = new int[ids.length];
        int[] ends = new int[ids.length];
        int at = 0;
        boolean first = true;
        for (int i = 0; i < ids.length; i++) {
            byte[] bytes = tokenizer.bytes(ids[i]);
            int end = at;
            if (bytes.length > 0) {
                if (startsWith(utf8, at, bytes, 0)) {
                    end = at + bytes.length;
                } else if (first && bytes[0] == ' ' && startsWith(utf8, at, bytes, 1)) {
                    end = at + bytes.length - 1;
                } else {
                    throw new UnsupportedOperationException("token " + ids[i] + " ('" + tokenizer.piece(ids[i])
                            + "') does not spell the text at byte " + at + "; " + tokenizer.getClass().getName()
                            + " must override encodeWithSpans to say where its tokens are");
                }
                first = false;
            } else {
                byte[] piece = tokenizer.piece(ids[i]).getBytes(StandardCharsets.UTF_8);
                end = parsed && startsWith(utf8, at, piece, 0) ? at + piece.length : at;
                first = true;
            }
            begins[i] = characters[at];
            ends[i] = end == at ? begins[i] : endOfCharacter(utf8, end, characters);
            at = end;
        }
        return new Encoding(ids, begins, ends);
    }

    private static boolean startsWith(byte[] text, int at, byte[] bytes, int from) {
        int length = bytes.length - from;
        return text.length - at >= length && Arrays.equals(text, at, at + length, bytes, from, bytes.length);
    }

    private static int endOfCharacter(byte[] utf8, int end, int[] characters) {
        int whole = end;
        while (whole < utf8.length && (utf8[whole] & 0xC0) == 0x80) {
            whole++;
        }
        return characters[whole];
    }

    /** Returns for each byte where in the string its character begins, and at last the length of the string. */
    private static int[] characters(byte[] utf8) {
        int[] characters = new int[utf8.length + 1];
        int next = 0;
        for (int i = 0, begin = 0; i < utf8.length; i++) {
            if ((utf8[i] & 0xC0) != 0x80) {
                begin = next;
                next += (utf8[i] & 0xF8) == 0xF0 ? 2 : 1;
            }
            characters[i] = begin;
        }
        characters[utf8.length] = next;
        return characters;
    }

    /** Returns a text with U+FFFD for lone surrogates. */
    private static String repaired(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> repaired.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xFFFD : c));
        return repaired.toString();
    }

    /** Cuts a text; the work depends on the number of tokens, not on the length of the text. */
    static String cut(Tokenizer tokenizer, String text, int maxTokens, EncodeOptions options) {
        if (maxTokens < 0) {
            throw new IllegalArgumentException("a text can not have " + maxTokens + " tokens; give 0 or more");
        }
        for (long length = (long) CHARACTERS_PER_TOKEN * maxTokens + 256;; length *= 2) {
            String beginning = length >= text.length() ? text : beginning(text, (int) length);
            Encoding encoding = tokenizer.encodeWithSpans(beginning, options);
            if (encoding.size() > maxTokens) {
                return shorten(tokenizer, beginning, encoding, maxTokens, options);
            }
            if (beginning.length() == text.length()) {
                return text;
            }
        }
    }

    /** Returns the part that the first tokens cover, or less if it has more tokens alone than it had in the text. */
    private static String shorten(Tokenizer tokenizer, String text, Encoding encoding, int maxTokens,
            EncodeOptions options) {
        int end = text.length();
        int tokens = encoding.size();
        int wanted = maxTokens;
        for (int step = 1; wanted > 0; step *= 2) {
            while (tokens > wanted) {
                tokens--;
                if (encoding.begin(tokens) < encoding.end(tokens)) {
                    end = Math.min(end, encoding.begin(tokens));
                }
            }
            String beginning = beginning(text, end);
            if (tokenizer.count(beginning, options) <= maxTokens) {
                return beginning;
            }
            wanted -= step;
        }
        return "";
    }

    private static String beginning(String text, int end) {
        boolean between = end > 0 && end < text.length()
                && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
        return text.substring(0, between ? end - 1 : end);
    }
}
