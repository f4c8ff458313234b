package dev.parlance.tokenizers;

import dev.parlance.tokenizer.TokenKind;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * How SentencePiece normalizes text: characters are replaced by a map, a blank is put in front, several blanks become
 * one, and blanks become U+2581. Immutable and thread-safe.
 */
final class UnigramNormalizer {
    private final @Nullable CharacterMap characters;
    private final PieceTrie userDefined;
    private final boolean removeExtraBlanks;

    /**
     * Makes a normalizer.
     *
     * @param characters what is replaced; nothing if null
     * @param vocabulary its user-defined tokens stay as they are, even where only their beginnings are
     * @param removeExtraBlanks whether several blanks become one, and those at the ends none
     */
    UnigramNormalizer(@Nullable CharacterMap characters, Vocabulary vocabulary, boolean removeExtraBlanks) {
        this.characters = characters;
        this.removeExtraBlanks = removeExtraBlanks;
        userDefined = new PieceTrie(16);
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == TokenKind.USER_DEFINED) {
                userDefined.add(vocabulary.piece(id).getBytes(StandardCharsets.UTF_8), id);
            }
        }
    }

    /** Returns text as the pieces spell it. */
    NormalizedText normalize(byte[] text, int from, int to, boolean spacePrefix, boolean tracking) {
        Output output = new Output(new NormalizedText(to - from + (to - from >> 1), tracking), spacePrefix);
        for (int at = from; at < to;) {
            int end = userDefinedPrefix(text, at, to);
            long replaced = end > at || characters == null ? -1 : characters.find(text, at, to);
            if (replaced >= 0 && characters != null) {
                end = (int) (replaced >>> 32);
                byte[] replacements = characters.replacements();
                for (int i = (int) replaced; replacements[i] != 0; i++) {
                    output.add(replacements[i], at, end);
                }
            } else if (end == at && Utf8.isContinuation(text[at])) { // a user-defined beginning ended within a character
                end = at + 1;
                output.text.addCodePoint(0xFFFD, at, end);
            } else {
                end = Math.max(end, at + Utf8.lengthFrom(text[at]));
                for (int i = at; i < end; i++) {
                    output.add(text[i], i, i + 1);
                }
            }
            at = end;
        }
        return output.text;
    }

    /** Returns where the text ceases to be the beginning of a user-defined token. */
    private int userDefinedPrefix(byte[] text, int from, int to) {
        int node = PieceTrie.ROOT;
        int at = from;
        while (at < to && (node = userDefined.child(node, text[at])) != PieceTrie.NONE) {
            at++;
        }
        return at;
    }

    /** Takes the bytes, and treats the blanks among them. */
    private final class Output {
        private final NormalizedText text;
        private boolean spacePrefix;
        private boolean inWord;

        Output(NormalizedText text, boolean spacePrefix) {
            this.text = text;
            this.spacePrefix = spacePrefix;
        }

        void add(byte b, int begin, int end) {
            if (b == ' ') {
                inWord = false;
                if (!removeExtraBlanks) {
                    text.addCodePoint(Blanks.ESCAPED, begin, end);
                }
                return;
            }
            if (!inWord) {
                inWord = true;
                if (spacePrefix || removeExtraBlanks) {
                    text.addCodePoint(Blanks.ESCAPED, begin, begin);
                    spacePrefix = false;
                }
            }
            text.add(b, begin, end);
        }
    }
}
