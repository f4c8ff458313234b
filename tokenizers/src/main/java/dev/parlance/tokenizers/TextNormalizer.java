package dev.parlance.tokenizers;

import java.util.List;
import java.util.function.IntConsumer;

/** Changes text before it is cut into words. Immutable and thread-safe. */
interface TextNormalizer {

    /**
     * Changes a text.
     *
     * @param tracking whether places matter
     * @return the new text, made from the old one, or the old one if nothing changes
     */
    NormalizedText normalize(NormalizedText text, boolean tracking);

    /** Returns a normalizer that applies several, one after the other. */
    static TextNormalizer all(List<TextNormalizer> normalizers) {
        return (text, tracking) -> {
            NormalizedText result = text;
            for (TextNormalizer normalizer : normalizers) {
                result = normalizer.normalize(result, tracking);
            }
            return result;
        };
    }

    /** Says what becomes of a character. */
    interface CharacterChange {
        /** Hands out the characters that take the place of one. */
        void change(int codePoint, IntConsumer output);
    }

    /** Returns a normalizer that changes characters one by one. */
    static TextNormalizer ofCharacters(CharacterChange change) {
        return (text, tracking) -> {
            NormalizedText changed = NormalizedText.from(text, text.length(), tracking);
            byte[] bytes = text.bytes();
            for (int at = 0; at < text.length();) {
                int begin = at;
                int end = at + Utf8.lengthFrom(bytes[at]);
                change.change(Utf8.codePoint(bytes, at), c -> changed.addCodePoint(c, begin, end));
                at = end;
            }
            return changed;
        };
    }
}
