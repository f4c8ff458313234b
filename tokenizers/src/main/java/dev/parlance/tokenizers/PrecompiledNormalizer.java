package dev.parlance.tokenizers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SentencePiece's map of characters as Hugging Face applies it: to short grapheme clusters as a whole, and to the
 * characters of the others. What is looked up is replaced if the map has anything that it begins with.
 */
record PrecompiledNormalizer(CharacterMap characters) implements TextNormalizer {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final int SHORT = 6;

    @Override
    public NormalizedText normalize(NormalizedText text, boolean tracking) {
        NormalizedText replaced = NormalizedText.from(text, text.length(), tracking);
        String string = text.string(0, text.length());
        Matcher graphemes = GRAPHEME.matcher(string);
        byte[] bytes = text.bytes();
        int begin = 0;
        while (graphemes.find()) {
            int end = begin + Utf8.length(string, graphemes.start(), graphemes.end());
            if (end - begin >= SHORT || !replace(bytes, begin, end, replaced)) {
                for (int at = begin, next; at < end; at = next) {
                    next = at + Utf8.lengthFrom(bytes[at]);
                    if (!replace(bytes, at, next, replaced)) {
                        replaced.copy(bytes, at, next);
                    }
                }
            }
            begin = end;
        }
        return replaced;
    }

    private boolean replace(byte[] text, int from, int to, NormalizedText output) {
        int found = characters.findShortest(text, from, to);
        if (found < 0) {
            return false;
        }
        byte[] replacements = characters.replacements();
        for (int i = found; replacements[i] != 0; i++) {
            output.add(replacements[i], from, to);
        }
        return true;
    }
}
