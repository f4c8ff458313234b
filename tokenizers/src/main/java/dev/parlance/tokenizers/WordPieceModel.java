package dev.parlance.tokenizers;

import java.text.Normalizer;
import java.util.OptionalInt;

/**
 * WordPiece as BERT has it (Schuster and Nakajima 2012; Devlin et al. 2019): text is normalized and cut at whitespace,
 * around punctuation and around Chinese characters; in each word the longest piece that fits is taken, from left to
 * right. A word that pieces do not make up becomes one unknown token. Pieces that begin words begin with U+2581.
 *
 * <p>As in llama.cpp, a word may have any length, and taking accents away leaves of a character only the first of those
 * that it can be taken apart to, of a Korean syllable its first letter.
 */
final class WordPieceModel implements TextModel {
    private static final CharSet CONTROL = CharSet.categories(Character.CONTROL, Character.FORMAT,
            Character.PRIVATE_USE, Character.SURROGATE);
    /** The ideographs that are words of their own. */
    static final CharSet CHINESE = CharSet.of("\u4E00-\u9FFF\u3400-\u4DBF\uF900-\uFAFF"
            + "\uD840\uDC00-\uD869\uDEDF\uD869\uDF00-\uD86D\uDF3F\uD86D\uDF40-\uD86E\uDC1F\uD86E\uDD20-\uD873\uDEAF"
            + "\uD87E\uDC00-\uD87E\uDE1F");
    /** What is a word of its own: punctuation, the symbols of ASCII, and Chinese characters. */
    private static final CharSet ALONE = CharSet.PUNCTUATION.or(CharSet.of("$+<=>^`|~")).or(CHINESE);

    private final PieceTrie pieces;
    private final OptionalInt unknown;
    private final boolean lowercase;
    private final boolean stripAccents;

    /**
     * Makes a model.
     *
     * @param unknown what becomes of a word that can not be spelled; without it, it is left out
     * @param lowercase whether text becomes lower-case
     * @param stripAccents whether marks are taken away
     */
    WordPieceModel(Vocabulary vocabulary, OptionalInt unknown, boolean lowercase, boolean stripAccents) {
        this.pieces = vocabulary.trie();
        this.unknown = unknown;
        this.lowercase = lowercase;
        this.stripAccents = stripAccents;
    }

    @Override
    public byte[] bytes(String piece) {
        return Blanks.unescape(piece);
    }

    @Override
    public TextModel.Session newSession(TokenList tokens) {
        return new Session(tokens);
    }

    private final class Session implements TextModel.Session {
        private final TokenList tokens;
        private final NormalizedText word;

        private Session(TokenList tokens) {
            this.tokens = tokens;
            this.word = new NormalizedText(64, tokens.isTracking());
        }

        @Override
        public void encode(byte[] text, int from, int to, boolean spacePrefix) {
            tokens.enter(word);
            for (int at = from, next; at < to; at = next) {
                next = at + Utf8.lengthFrom(text[at]);
                int codePoint = Utf8.codePoint(text, at);
                if (stripAccents) {
                    codePoint = withoutAccents(codePoint);
                }
                if (CharSet.WHITESPACE.contains(codePoint)) {
                    endWord();
                } else if (!isDropped(codePoint)) {
                    boolean alone = ALONE.contains(codePoint);
                    if (alone) {
                        endWord();
                    }
                    append(lowercase ? UnicodeVersion.toLowerCase(codePoint) : codePoint, at, next);
                    if (alone) {
                        endWord();
                    }
                }
            }
            endWord();
            tokens.leave(word);
        }

        private void append(int codePoint, int begin, int end) {
            if (word.length() == 0) {
                word.addCodePoint(Blanks.ESCAPED, begin, begin);
            }
            word.addCodePoint(codePoint, begin, end);
        }

        private void endWord() {
            if (word.length() == 0) {
                return;
            }
            int known = tokens.size();
            byte[] text = word.bytes();
            for (int at = 0, end; at < word.length(); at = end) {
                end = pieces.longest(text, at, word.length());
                if (end == at) {
                    tokens.truncate(known);
                    unknown.ifPresent(id -> tokens.add(id, 0, word.length()));
                    break;
                }
                tokens.add(pieces.find(text, at, end), at, end);
            }
            word.clear();
        }
    }

    private boolean isDropped(int codePoint) {
        return codePoint == 0 || codePoint == 0xFFFD || CONTROL.contains(codePoint)
                || stripAccents && CharSet.MARKS.contains(codePoint);
    }

    /** Returns the first of the characters that one is taken apart to. */
    private static int withoutAccents(int codePoint) {
        if (codePoint < 0xC0 || UnicodeVersion.isNewer(codePoint)) {
            return codePoint;
        }
        return Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD).codePointAt(0);
    }
}
