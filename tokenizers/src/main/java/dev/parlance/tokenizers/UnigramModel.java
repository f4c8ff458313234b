package dev.parlance.tokenizers;

import dev.parlance.tokenizer.TokenKind;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The unigram language model of SentencePiece (Kudo 2018): of all ways to cut a text into pieces, the one whose pieces
 * have the highest scores together, found by Viterbi's algorithm. A user-defined piece has the score 0, and a character
 * without a piece counts 10 less than the worst; neighbours of that kind become one unknown token.
 */
final class UnigramModel implements TextModel {
    private static final float UNKNOWN_PENALTY = 10;

    private final PieceTrie pieces;
    private final double[] scores;
    private final double unknownScore;
    private final OptionalInt unknown;
    private final UnigramNormalizer normalizer;

    /**
     * Makes a model.
     *
     * @param scores log-probabilities, one for each token
     * @param unknown what becomes of characters that have no piece; without it, they are left out
     */
    UnigramModel(Vocabulary vocabulary, float[] scores, OptionalInt unknown, UnigramNormalizer normalizer) {
        this.pieces = vocabulary.trie();
        this.unknown = unknown;
        this.normalizer = normalizer;
        this.scores = new double[scores.length];
        float worst = Float.MAX_VALUE;
        for (int id = 0; id < scores.length; id++) {
            this.scores[id] = vocabulary.kind(id) == TokenKind.USER_DEFINED ? 0 : scores[id];
            if (vocabulary.kind(id) == TokenKind.NORMAL) {
                worst = Math.min(worst, scores[id]);
            }
        }
        unknownScore = worst - UNKNOWN_PENALTY;
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
        private double[] best = {}; // by offset: the score of the best way to cut what is before
        private int[] last = {}; // by offset: the last piece of that way, or -1 for an unknown character
        private int[] begins = {}; // by offset: where that piece begins

        private Session(TokenList tokens) {
            this.tokens = tokens;
        }

        @Override
        public void encode(byte[] text, int from, int to, boolean spacePrefix) {
            NormalizedText normalized = normalizer.normalize(text, from, to, spacePrefix, tokens.isTracking());
            int length = normalized.length();
            if (length == 0) {
                return;
            }
            find(normalized.bytes(), length);
            tokens.enter(normalized);
            int known = tokens.size();
            for (int end = length; end > 0;) {
                int begin = begins[end];
                int piece = last[end];
                while (piece == PieceTrie.NONE && begin > 0 && last[begin] == PieceTrie.NONE) {
                    begin = begins[begin];
                }
                if (piece != PieceTrie.NONE) {
                    tokens.add(piece, begin, end);
                } else if (unknown.isPresent()) {
                    tokens.add(unknown.getAsInt(), begin, end);
                }
                end = begin;
            }
            tokens.reverse(known);
            tokens.leave(normalized);
        }

        private void find(byte[] text, int length) {
            if (best.length <= length) {
                int capacity = Math.max(length + 1, best.length + (best.length >> 1));
                best = new double[capacity];
                last = new int[capacity];
                begins = new int[capacity];
            }
            Arrays.fill(best, 0, length + 1, -Double.MAX_VALUE);
            best[0] = 0;
            for (int begin = 0, next; begin < length; begin = next) {
                next = begin + Utf8.lengthFrom(text[begin]);
                boolean found = false;
                int node = PieceTrie.ROOT;
                for (int at = begin; at < length && (node = pieces.child(node, text[at])) != PieceTrie.NONE; at++) {
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
