package dev.parlance.tokenizers;

import dev.parlance.tokenizer.TokenKind;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The unigram language model of SentencePiece (Kudo 2018). A user-defined piece has the score 0, and a character without
 * a piece counts 10 less than the worst.
 */
final class UnigramModel implements TextModel {
    private final UnigramSearch search;
    private final UnigramNormalizer normalizer;

    /**
     * Makes a model.
     *
     * @param scores log-probabilities, one for each token
     * @param unknown what becomes of characters that have no piece; without it, they are left out
     */
    UnigramModel(Vocabulary vocabulary, float[] scores, OptionalInt unknown, UnigramNormalizer normalizer) {
        this.normalizer = normalizer;
        double[] counted = new double[scores.length];
        float worst = Float.MAX_VALUE;
        for (int id = 0; id < scores.length; id++) {
            counted[id] = vocabulary.kind(id) == TokenKind.USER_DEFINED ? 0 : scores[id];
            if (vocabulary.kind(id) == TokenKind.NORMAL) {
                worst = Math.min(worst, scores[id]);
            }
        }
        search = new UnigramSearch(vocabulary.trie(), counted, worst - UnigramSearch.UNKNOWN_PENALTY, unknown,
                Optional.empty());
    }

    @Override
    public byte[] bytes(String piece) {
        return Blanks.unescape(piece);
    }

    @Override
    public Session newSession(TokenList tokens) {
        WordModel.Session session = search.newSession(tokens);
        return (text, from, to, spacePrefix) -> {
            NormalizedText normalized = normalizer.normalize(text, from, to, spacePrefix, tokens.isTracking());
            if (normalized.length() > 0) {
                tokens.enter(normalized);
                session.encode(normalized.bytes(), 0, normalized.length());
                tokens.leave(normalized);
            }
        };
    }
}
