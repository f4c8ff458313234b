package dev.parlance.tokenizers;

import dev.parlance.tokenizers.PreTokenizer.Spelling;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Byte-pair encoding from single characters on, by the file's list of merges; what no token spells becomes byte tokens
 * such as {@code <0x0A>}. With escaped pieces, in which U+2581 is a blank, the words are whole lines, blanks and all.
 */
final class CharacterPairModel implements TextModel {
    private final Splitter splitter;
    private final WordEncoder words;
    private final Spelling spelling;
    /** Whether text can be cut before blanks: no merge goes across, because no piece has a blank after a non-blank. */
    private final boolean blanksBeginWords;

    /**
     * Makes a model.
     *
     * @param splitter cuts the text
     * @param words merges
     * @param spelling what pieces consist of
     * @param blanksBeginWords whether no piece has a blank after another character
     */
    CharacterPairModel(Splitter splitter, WordEncoder words, Spelling spelling, boolean blanksBeginWords) {
        this.splitter = splitter;
        this.words = words;
        this.spelling = spelling;
        this.blanksBeginWords = blanksBeginWords;
    }

    /** Returns the text that a piece stands for, or null if it has a blank where U+2581 stands for one. */
    static byte @Nullable [] bytes(String piece, Spelling spelling) {
        if (spelling == Spelling.CHARACTERS) {
            return piece.getBytes(StandardCharsets.UTF_8);
        }
        return piece.indexOf(' ') < 0 ? Blanks.unescape(piece) : null;
    }

    /** Returns whether no piece that text can become has a blank after another character. */
    static boolean blanksBeginWords(Vocabulary vocabulary, Spelling spelling) {
        for (int id = 0; id < vocabulary.size(); id++) {
            byte @Nullable [] bytes = vocabulary.isText(id) ? bytes(vocabulary.piece(id), spelling) : null;
            if (bytes != null && Blanks.hasInner(bytes)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] bytes(String piece) {
        return spelling == Spelling.CHARACTERS ? piece.getBytes(StandardCharsets.UTF_8) : Blanks.unescape(piece);
    }

    @Override
    public Session newSession(TokenList tokens) {
        WordEncoder.Session session = words.newSession(tokens);
        if (spelling == Spelling.CHARACTERS) {
            return (text, from, to, spacePrefix) -> splitter.split(text, from, to,
                    (start, end) -> session.encode(text, start, end));
        }
        return (text, from, to, spacePrefix) -> {
            NormalizedText normalized = Blanks.normalize(text, from, to, false, tokens.isTracking());
            byte[] bytes = normalized.bytes();
            tokens.enter(normalized);
            splitter.split(bytes, 0, normalized.length(), (start, end) -> encodeLine(bytes, start, end, session));
            tokens.leave(normalized);
        };
    }

    private void encodeLine(byte[] text, int from, int to, WordEncoder.Session session) {
        boolean lineFeeds = spelling == Spelling.ESCAPED_CHARACTERS_AND_LINES && text[from] == '\n';
        if (lineFeeds && session.addIfToken(text, from, to)) {
            return;
        }
        if (blanksBeginWords) {
            Blanks.split(text, from, to, (start, end) -> session.encode(text, start, end));
        } else {
            session.encode(text, from, to);
        }
    }
}
