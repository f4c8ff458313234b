package dev.parlance.samplers.internal;

import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Watches for strings in a text that grows token by token, wherever tokens cut them (Knuth, Morris, Pratt: "Fast Pattern
 * Matching in Strings", 1977). Each token is looked at once: most have nothing to do with any of the strings,
 * and that is remembered.
 */
final class StringWatch {
    private static final byte UNKNOWN = 0;

    /** After such a token the text ends with no beginning of a string. */
    private static final byte HARMLESS = 1;

    /** Such a token may begin a string or go on with one, but ends none. */
    private static final byte INVOLVED = 2;
    private static final byte COMPLETING = 3;
    private static final byte CONTAINING = 4;

    private final Tokenizer tokenizer;
    private final byte[][] strings;

    /** For each string and number of bytes, the longest beginning of the string that these end with, without all of them. */
    private final int[][] borders;

    /** For each string, how much of its beginning the text ends with. */
    private final int[] matched;

    /** Whether the text ends with the beginning of any. */
    private boolean begun;

    /** What is known of each token, by id as far as needed; the bytes of those that are not harmless. */
    private byte[] kinds = new byte[0];
    private byte[] @Nullable [] bytes = new byte[0][];

    /** Up to which id all have been looked at. */
    private int known;

    /** Of these, which contain a string or can complete one, ascending. */
    private int[] ending = new int[0];
    private int endingCount;

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
        known = other.known;
        ending = other.ending.clone();
        endingCount = other.endingCount;
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

    /** Looks at all tokens up to an id, so that nothing has to be allocated when they come. */
    void lookUpTo(int last) {
        if (strings.length == 0) {
            return;
        }
        grow(last);
        for (; known <= last; known++) {
            if (kinds[known] == UNKNOWN) {
                look(known);
            }
            if (kinds[known] >= COMPLETING) {
                if (endingCount == ending.length) {
                    ending = Arrays.copyOf(ending, Math.max(64, 2 * endingCount));
                }
                ending[endingCount++] = known;
            }
        }
    }

    /** Returns how many tokens there are, of those looked at, in which a string may end. */
    int endingCount() {
        return endingCount;
    }

    /**
     * Finds the tokens, of those looked at, in which one of the strings would end if they came next.
     *
     * @param found where to write them, ascending
     * @return how many they are
     */
    int findEnding(int[] found) {
        int count = 0;
        for (int i = 0; i < endingCount; i++) {
            if (wouldEndIn(ending[i])) {
                found[count++] = ending[i];
            }
        }
        return count;
    }

    /** Appends a token to the text. */
    void add(int token) {
        if (strings.length > 0) {
            if (token >= kinds.length || kinds[token] == UNKNOWN) {
                look(token);
            }
            if (kinds[token] == HARMLESS) {
                if (begun) {
                    Arrays.fill(matched, 0);
                    begun = false;
                }
                return;
            }
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

    private void grow(int token) {
        if (token >= kinds.length) {
            int length = Math.max(token + 1, 2 * kinds.length);
            kinds = Arrays.copyOf(kinds, length);
            bytes = Arrays.copyOf(bytes, length);
        }
    }

    private void look(int token) {
        grow(token);
        byte[] looked = tokenizer.bytes(token);
        byte kind = HARMLESS;
        for (byte[] string : strings) {
            kind = (byte) Math.max(kind, kind(looked, string));
        }
        kinds[token] = kind;
        bytes[token] = kind == HARMLESS ? null : looked;
    }

    /** Returns what a token is to one string: the greatest that is true. */
    private static byte kind(byte[] bytes, byte[] string) {
        byte kind = HARMLESS;
        for (int from = 1 - bytes.length; from < string.length; from++) { // where the token begins in the string
            int begin = Math.max(from, 0);
            int end = Math.min(from + bytes.length, string.length);
            if (Arrays.equals(string, begin, end, bytes, begin - from, end - from)) {
                kind = (byte) Math.max(kind, end < string.length ? INVOLVED : from > 0 ? COMPLETING : CONTAINING);
            }
        }
        return kind;
    }

    private byte[] bytesOf(int token) {
        return Objects.requireNonNull(bytes[token], "the token is harmless");
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
