package dev.parlance.samplers.internal;

import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Watches for strings in a text that grows token by token, wherever tokens cut them (Knuth, Morris, Pratt: "Fast Pattern
 * Matching in Strings", 1977). Each token is looked at once: most neither contain a string nor can complete one that has begun,
 * and that is remembered.
 */
final class StringWatch {
    private static final byte UNKNOWN = 0;
    private static final byte HARMLESS = 1;
    private static final byte COMPLETING = 2;
    private static final byte CONTAINING = 3;

    private final Tokenizer tokenizer;
    private final byte[][] strings;

    /** For each string and number of bytes, the longest beginning of the string that these end with, without all of them. */
    private final int[][] borders;

    /** For each string, how much of its beginning the text ends with. */
    private final int[] matched;

    /** Whether the text ends with the beginning of any. */
    private boolean begun;

    /** What is known of each token, by id as far as needed. */
    private byte[] kinds = new byte[0];
    private byte[] @Nullable [] bytes = new byte[0][];

    /**
     * Begins with an empty text.
     *
     * @param strings none empty
     */
    StringWatch(List<String> strings, Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.strings = strings.stream().map(string -> string.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        this.borders = Arrays.stream(this.strings).map(StringWatch::borders).toArray(int[][]::new);
        this.matched = new int[this.strings.length];
    }

    private StringWatch(StringWatch other) {
        tokenizer = other.tokenizer;
        strings = other.strings;
        borders = other.borders;
        matched = other.matched.clone();
        begun = other.begun;
        kinds = other.kinds.clone();
        bytes = other.bytes.clone();
    }

    private static int[] borders(byte[] string) {
        int[] borders = new int[string.length + 1];
        int border = 0;
        for (int i = 1; i < string.length; i++) {
            while (border > 0 && string[border] != string[i]) {
                border = borders[border];
            }
            border += string[border] == string[i] ? 1 : 0;
            borders[i + 1] = border;
        }
        return borders;
    }

    /** Returns whether one of the strings would end in a token if that came next. */
    boolean wouldEndIn(int token) {
        if (strings.length == 0) {
            return false;
        }
        if (token >= kinds.length || kinds[token] == UNKNOWN) {
            look(token);
        }
        return kinds[token] == CONTAINING || (begun && kinds[token] == COMPLETING && endsIn(bytesOf(token), matched));
    }

    /** Appends a token to the text. */
    void add(int token) {
        if (strings.length > 0) {
            byte[] added = bytesOf(token);
            begun = false;
            for (int i = 0; i < strings.length; i++) {
                for (byte b : added) {
                    matched[i] = advance(i, matched[i], b);
                }
                begun |= matched[i] > 0;
            }
        }
    }

    StringWatch copy() {
        return new StringWatch(this);
    }

    private void look(int token) {
        if (token >= kinds.length) {
            int length = Math.max(token + 1, 2 * kinds.length);
            kinds = Arrays.copyOf(kinds, length);
            bytes = Arrays.copyOf(bytes, length);
        }
        byte[] looked = tokenizer.bytes(token);
        if (endsIn(looked, new int[strings.length])) {
            kinds[token] = CONTAINING;
        } else if (Arrays.stream(strings).anyMatch(string -> beginsWithAnEnd(looked, string))) {
            kinds[token] = COMPLETING;
            bytes[token] = looked;
        } else {
            kinds[token] = HARMLESS;
        }
    }

    private static boolean beginsWithAnEnd(byte[] bytes, byte[] string) {
        for (int from = 1; from < string.length; from++) {
            int length = string.length - from;
            if (length <= bytes.length && Arrays.equals(string, from, string.length, bytes, 0, length)) {
                return true;
            }
        }
        return false;
    }

    private byte[] bytesOf(int token) {
        if (token >= kinds.length) {
            look(token);
        }
        byte[] known = bytes[token];
        if (known == null) {
            known = tokenizer.bytes(token);
            bytes[token] = known;
        }
        return known;
    }

    private boolean endsIn(byte[] added, int[] before) {
        for (int i = 0; i < strings.length; i++) {
            int state = before[i];
            for (byte b : added) {
                state = advance(i, state, b);
                if (state == strings[i].length) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns how much of a string's beginning is there with one byte more. */
    private int advance(int index, int before, byte added) {
        byte[] string = strings[index];
        int state = before == string.length ? borders[index][before] : before;
        while (state > 0 && string[state] != added) {
            state = borders[index][state];
        }
        return string[state] == added ? state + 1 : 0;
    }
}
