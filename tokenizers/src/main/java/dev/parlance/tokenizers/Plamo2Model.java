package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.tokenizer.TokenKind;

import java.nio.charset.StandardCharsets;

/**
 * The tokenizer of PLaMo 2: of all ways to cut a text into pieces, the one of the lowest cost, found from the end on; of
 * several pieces that cost the same, the longest. A character may always be spelled in bytes, at a cost of its own. A
 * byte-order mark at the beginning is dropped.
 */
final class Plamo2Model implements TextModel {
    private static final int SCALE = 10_000;
    private static final int BYTES_SCORE = -10_000_000;
    private static final int LOWEST_SCORE = -20_000_000;
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int BYTES = -1;

    private final PieceTrie pieces;
    private final int[] scores;
    private final int[] byteTokens = new int[256];

    /**
     * Makes a model.
     *
     * @param scores log-probabilities, one for each token
     * @throws ModelFormatException if there is not a token for every byte
     */
    Plamo2Model(Vocabulary vocabulary, float[] scores) {
        this.scores = new int[scores.length];
        pieces = new PieceTrie(8 * scores.length);
        for (int id = 0; id < scores.length; id++) {
            double scaled = (double) scores[id] * SCALE;
            int score = (int) (scaled < 0 ? Math.ceil(scaled - 0.5) : Math.floor(scaled + 0.5));
            this.scores[id] = score;
            if (vocabulary.isText(id) && Double.isFinite(scaled) && score > LOWEST_SCORE) {
                pieces.add(bytes(vocabulary.piece(id)), id);
            }
        }
        for (int b = 0; b < byteTokens.length; b++) {
            String piece = "<0x%02X>".formatted(b);
            byteTokens[b] = ByteTokens.of(b, vocabulary).orElse(-1);
            if (byteTokens[b] < 0 || vocabulary.kind(byteTokens[b]) != TokenKind.BYTE) {
                throw new ModelFormatException("metadata key 'tokenizer.ggml.tokens': there is no token '" + piece
                        + "' of the type byte; PLaMo 2 needs all 256");
            }
        }
    }

    @Override
    public byte[] bytes(String piece) {
        return piece.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Session newSession(TokenList tokens) {
        return (text, from, to, spacePrefix) -> {
            boolean marked = Utf8.codePoint(text, from) == BYTE_ORDER_MARK;
            encode(text, marked ? from + Utf8.length(BYTE_ORDER_MARK) : from, to, tokens);
        };
    }

    private void encode(byte[] text, int from, int to, TokenList tokens) {
        int length = to - from;
        long[] costs = new long[length + 1]; // of the text from an offset on
        int[] best = new int[length]; // by offset: the piece that is best there, or BYTES
        int[] ends = new int[length]; // by offset: where that piece ends
        for (int begin = length - 1; begin >= 0; begin--) {
            if (text[from + begin] < (byte) 0xC0) {
                continue; // in a character
            }
            costs[begin] = Long.MAX_VALUE;
            int node = PieceTrie.ROOT;
            for (int at = begin; at < length; at++) {
                node = pieces.child(node, text[from + at]);
                if (node == PieceTrie.NONE) {
                    break;
                }
                int piece = pieces.value(node);
                if (piece != PieceTrie.NONE && costs[at + 1] - scores[piece] <= costs[begin]) {
                    costs[begin] = costs[at + 1] - scores[piece];
                    best[begin] = piece;
                    ends[begin] = at + 1;
                }
            }
            int next = begin + Utf8.lengthFrom(text[from + begin]);
            if (costs[next] - BYTES_SCORE < costs[begin]) {
                costs[begin] = costs[next] - BYTES_SCORE;
                best[begin] = BYTES;
                ends[begin] = next;
            }
        }
        for (int at = 0; at < length; at = ends[at]) {
            if (best[at] != BYTES) {
                tokens.add(best[at], from + at, from + ends[at]);
                continue;
            }
            for (int i = at; i < ends[at]; i++) {
                tokens.add(byteTokens[text[from + i] & 0xFF], from + i, from + i + 1);
            }
        }
    }
}
