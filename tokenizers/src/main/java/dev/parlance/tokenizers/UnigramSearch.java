package dev.parlance.tokenizers;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Of all ways to cut a text into pieces, the one whose pieces have the highest scores together: Viterbi's algorithm.
 * Neighbouring characters without a piece become one unknown token, or are spelled in bytes.
 */
final class UnigramSearch implements WordModel {
    /** How much less than the worst piece a character counts that has none. */
    static final float UNKNOWN_PENALTY = 10;

    private final PieceTrie pieces;
    private final double[] scores;
    private final double unknownScore;
    private final OptionalInt unknown;
    private final Optional<int[]> byteTokens;

    /**
     * Makes a search.
     *
     * @param scores log-probabilities, one for each token
     * @param unknownScore that of a character without a piece
     * @param unknown what becomes of such characters; without it, they are left out
     * @param byteTokens the tokens of single bytes, if they are to be taken instead
     */
    UnigramSearch(PieceTrie pieces, double[] scores, double unknownScore, OptionalInt unknown,
            Optional<int[]> byteTokens) {
        this.pieces = pieces;
        this.scores = scores;
        this.unknownScore = unknownScore;
        this.unknown = unknown;
        this.byteTokens = byteTokens;
    }

    @Override
    public WordModel.Session newSession(TokenList tokens) {
        return new Session(tokens);
    }

    private final class Session implements WordModel.Session {
        private final TokenList tokens;
        // By offset from the beginning of the text, its end included:
        private double[] best = {}; // the score of the best way to cut what is before
        private int[] last = {}; // the last piece of that way, or NONE for an unknown character
        private int[] begins = {}; // where that piece begins

        private Session(TokenList tokens) {
            this.tokens = tokens;
        }

        @Override
        public void encode(byte[] text, int from, int to) {
            search(text, from, to);
            int known = tokens.size();
            for (int end = to - from; end > 0;) {
                int begin = begins[end];
                int piece = last[end];
                while (piece == PieceTrie.NONE && begin > 0 && last[begin] == PieceTrie.NONE) {
                    begin = begins[begin];
                }
                if (piece != PieceTrie.NONE) {
                    tokens.add(piece, from + begin, from + end);
                } else {
                    addUnknown(text, from + begin, from + end);
                }
                end = begin;
            }
            tokens.reverse(known);
        }

        private void addUnknown(byte[] text, int from, int to) {
            if (byteTokens.isPresent()) {
                for (int i = to - 1; i >= from; i--) {
                    tokens.add(byteTokens.get()[text[i] & 0xFF], i, i + 1);
                }
            } else if (unknown.isPresent()) {
                tokens.add(unknown.getAsInt(), from, to);
            }
        }

        private void search(byte[] text, int from, int to) {
            int length = to - from;
            if (best.length <= length) {
                int capacity = Math.max(length + 1, best.length + (best.length >> 1));
                best = new double[capacity];
                last = new int[capacity];
                begins = new int[capacity];
            }
            Arrays.fill(best, 0, length + 1, -Double.MAX_VALUE);
            best[0] = 0;
            for (int begin = 0, next; begin < length; begin = next) {
                next = begin + Utf8.lengthFrom(text[from + begin]);
                boolean found = false;
                int node = PieceTrie.ROOT;
                for (int at = begin; at < length; at++) {
                    node = pieces.child(node, text[from + at]);
                    if (node == PieceTrie.NONE) {
                        break;
                    }
                    int piece = pieces.value(node);
                    if (piece != PieceTrie.NONE) {
                        found |= at + 1 == next;
                        offer(begin, at + 1, piece, scores[piece]);
                    }
                }
                if (!found) {
                    offer(begin, next, PieceTrie.NONE, unknownScore);
                }
            }
        }

        private void offer(int begin, int end, int piece, double score) {
            double sum = best[begin] + score;
            if (sum > best[end]) {
                best[end] = sum;
                last[end] = piece;
                begins[end] = begin;
            }
        }
    }
}
