package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds matches of something in text in UTF-8. Immutable and thread-safe. */
interface Finder {

    /** Hands out the matches in their order; they may be empty, but do not overlap. */
    void find(byte[] text, int from, int to, Matches matches);

    /** Takes matches. */
    interface Matches {
        void accept(int from, int to);
    }

    /** Reads the pattern of a {@code tokenizer.json}: a string or a regular expression. */
    static Finder read(JsonPart pattern) {
        if (pattern.find("Regex").isPresent()) {
            return JsonRegex.read(pattern.get("Regex"));
        }
        if (pattern.find("String").isPresent()) {
            return literal(pattern.string("String"));
        }
        throw pattern.wrong("has neither a 'String' nor a 'Regex'");
    }

    /** Finds a string. */
    static Finder literal(String string) {
        byte[] wanted = string.getBytes(StandardCharsets.UTF_8);
        return (text, from, to, matches) -> {
            for (int at = from; at <= to - wanted.length && wanted.length > 0; at++) {
                if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                    matches.accept(at, at + wanted.length);
                    at += wanted.length - 1;
                }
            }
        };
    }

    /** Finds single characters. */
    static Finder of(CharSet characters) {
        return new Alternation(Run.of(characters).times(1, 1));
    }
}
