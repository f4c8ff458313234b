package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

import java.lang.Character.UnicodeScript;

/**
 * Cuts text where another script begins, as SentencePiece's trainer and Hugging Face's {@code UnicodeScripts} do:
 * Hiragana, Katakana and the long vowel mark count as Han; blanks and what has no script go with what is before them. Such
 * characters at the very beginning are left out.
 */
final class Scripts {
    private static final int LONG_VOWEL_MARK = 0x30FC;

    private Scripts() {}

    static void split(byte[] text, int from, int to, Splitter.Parts parts) {
        int begin = -1;
        @Nullable
        UnicodeScript last = null;
        for (int at = from; at < to; at += Utf8.lengthFrom(text[at])) {
            @Nullable
            UnicodeScript script = of(Utf8.codePoint(text, at));
            if (script != null) {
                if (script != last) {
                    if (begin >= 0) {
                        parts.accept(begin, at);
                    }
                    begin = at;
                }
                last = script;
            }
        }
        if (begin >= 0) {
            parts.accept(begin, to);
        }
    }

    /** Returns the script of a character, or null if it goes with any. */
    private static @Nullable UnicodeScript of(int codePoint) {
        if (codePoint == ' ' || UnicodeVersion.isNewer(codePoint)) {
            return null;
        }
        UnicodeScript script = UnicodeScript.of(codePoint);
        return switch (script) {
            case HIRAGANA, KATAKANA -> UnicodeScript.HAN;
            case UNKNOWN -> null;
            default -> codePoint == LONG_VOWEL_MARK ? UnicodeScript.HAN : script;
        };
    }
}
