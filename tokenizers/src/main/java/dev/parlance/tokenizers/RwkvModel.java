package dev.parlance.tokenizers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The tokenizer of RWKV World: from left to right, the longest piece that fits. Pieces are bytes, written with the
 * escapes of a string in Python: {@code \n}, {@code \r}, {@code \t}, {@code \xe4}, and a backslash before any other
 * character.
 */
final class RwkvModel implements TextModel {
    private final PieceTrie pieces;
    private final OptionalInt unknown;

    /**
     * Makes a model.
     *
     * @param unknown what becomes of a byte that no piece begins with; without it, it is left out
     */
    RwkvModel(Vocabulary vocabulary, OptionalInt unknown) {
        this.unknown = unknown;
        pieces = new PieceTrie(8 * vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isText(id)) {
                pieces.add(unescape(vocabulary.piece(id)), id);
            }
        }
    }

    @Override
    public byte[] bytes(String piece) {
        return unescape(piece);
    }

    @Override
    public Session newSession(TokenList tokens) {
        return (text, from, to, spacePrefix) -> {
            for (int at = from, end; at < to; at = end) {
                end = pieces.longest(text, at, to);
                if (end > at) {
                    tokens.add(pieces.find(text, at, end), at, end);
                } else {
                    end = at + 1;
                    if (unknown.isPresent()) {
                        tokens.add(unknown.getAsInt(), at, end);
                    }
                }
            }
        };
    }

    private static byte[] unescape(String piece) {
        byte[] escaped = piece.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
        int at = 0;
        while (at < escaped.length) {
            byte b = escaped[at++];
            if (b != '\\' || at == escaped.length) {
                bytes.write(b);
                continue;
            }
            byte escape = escaped[at++];
            switch (escape) {
                case 't' -> bytes.write('\t');
                case 'n' -> bytes.write('\n');
                case 'r' -> bytes.write('\r');
                case 'x' -> {
                    int high = at < escaped.length ? Character.digit(escaped[at], 16) : -1;
                    int low = at + 1 < escaped.length ? Character.digit(escaped[at + 1], 16) : -1;
                    if (high >= 0 && low >= 0) {
                        bytes.write(high << 4 | low);
                        at += 2;
                    } else {
                        bytes.write('x');
                    }
                }
                default -> bytes.write(escape);
            }
        }
        return bytes.toByteArray();
    }
}
