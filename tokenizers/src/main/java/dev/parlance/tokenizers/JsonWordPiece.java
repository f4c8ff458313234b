package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * WordPiece of words that are cut already: the longest piece that fits, from left to right. Pieces that do not begin a
 * word begin with a prefix such as {@code ##}; a word that they do not make up, or too long a word, is one unknown token.
 */
final class JsonWordPiece implements WordModel {
    private final PieceTrie beginnings;
    private final PieceTrie continuations = new PieceTrie(64);
    private final OptionalInt unknown;
    private final int longest;

    /**
     * Makes a model.
     *
     * @param unknown what becomes of a word that can not be spelled; without it, it is left out
     * @param prefix what pieces begin with that do not begin a word
     * @param longest how many characters a word may have
     */
    JsonWordPiece(Vocabulary vocabulary, OptionalInt unknown, String prefix, int longest) {
        this.unknown = unknown;
        this.longest = longest;
        beginnings = vocabulary.trie();
        for (int id = 0; id < vocabulary.size(); id++) {
            String piece = vocabulary.piece(id);
            if (vocabulary.isText(id) && piece.startsWith(prefix) && piece.length() > prefix.length()) {
                continuations.add(piece.substring(prefix.length()).getBytes(StandardCharsets.UTF_8), id);
            }
        }
    }

    @Override
    public Session newSession(TokenList tokens) {
        return (text, from, to) -> {
            int known = tokens.size();
            boolean spelled = Utf8.count(text, from, to) <= longest;
            for (int at = from; at < to && spelled;) {
                PieceTrie pieces = at == from ? beginnings : continuations;
                int end = pieces.longest(text, at, to);
                spelled = end > at;
                if (spelled) {
                    tokens.add(pieces.find(text, at, end), at, end);
                    at = end;
                }
            }
            if (!spelled) {
                tokens.truncate(known);
                unknown.ifPresent(id -> tokens.add(id, from, to));
            }
        };
    }
}
