package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Text in which DNA stands between {@code <dna>} and {@code </dna>}: six bases are a token, the last filled up with A;
 * the rest is left to another model. The pieces of bases come after {@code <oov>} and end in U+E000, which tells them
 * from words that look the same.
 */
final class DnaModel implements TextModel {
    private static final byte[] OPEN = "<dna>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "</dna>".getBytes(StandardCharsets.US_ASCII);
    private static final String MARKER = "\uE000";
    private static final int BASES = 6;

    private final TextModel others;
    private final Vocabulary vocabulary;
    private final int open;
    private final int close;
    private final int unknown;

    private DnaModel(TextModel others, Vocabulary vocabulary, int open, int close, int unknown) {
        this.others = others;
        this.vocabulary = vocabulary;
        this.open = open;
        this.close = close;
        this.unknown = unknown;
    }

    /** Makes a model, or returns the one for all other text if the vocabulary has not the tokens for DNA. */
    static TextModel around(TextModel others, Vocabulary vocabulary) {
        OptionalInt open = text(vocabulary, "<dna>");
        OptionalInt close = text(vocabulary, "</dna>");
        OptionalInt unknown = text(vocabulary, "<oov>");
        return open.isPresent() && close.isPresent() && unknown.isPresent()
                ? new DnaModel(others, vocabulary, open.getAsInt(), close.getAsInt(), unknown.getAsInt())
                : others;
    }

    private static OptionalInt text(Vocabulary vocabulary, String piece) {
        OptionalInt id = vocabulary.id(piece);
        return id.isPresent() && vocabulary.isText(id.getAsInt()) ? id : OptionalInt.empty();
    }

    @Override
    public byte[] bytes(String piece) {
        boolean bases = piece.endsWith(MARKER) && vocabulary.id(piece).orElse(-1) > unknown;
        return bases
                ? piece.substring(0, piece.length() - MARKER.length()).getBytes(StandardCharsets.UTF_8)
                : others.bytes(piece);
    }

    @Override
    public Session newSession(TokenList tokens) {
        Session session = others.newSession(tokens);
        return (text, from, to, spacePrefix) -> {
            for (int at = from; at < to;) {
                int begin = find(OPEN, text, at, to);
                if (begin > at) {
                    session.encode(text, at, begin, spacePrefix);
                }
                if (begin == to) {
                    break;
                }
                at = begin + OPEN.length;
                tokens.add(open, begin, at);
                int end = find(CLOSE, text, at, to);
                encodeBases(text, at, end, tokens);
                at = end;
                if (end < to) {
                    at += CLOSE.length;
                    tokens.add(close, end, at);
                }
            }
        };
    }

    /** Returns where something is, or {@code to} if it is not there. */
    private static int find(byte[] wanted, byte[] text, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return to;
    }

    private void encodeBases(byte[] text, int from, int to, TokenList tokens) {
        for (int at = from; at < to; at += BASES) {
            int end = Math.min(at + BASES, to);
            StringBuilder piece = new StringBuilder();
            for (int i = at; i < end; i++) {
                int base = text[i] & 0xFF;
                piece.append((char) (base >= 'a' && base <= 'z' ? base - 'a' + 'A' : base));
            }
            piece.repeat("A", BASES - (end - at)).append(MARKER);
            tokens.add(text(vocabulary, piece.toString()).orElse(unknown), at, end);
        }
    }
}
