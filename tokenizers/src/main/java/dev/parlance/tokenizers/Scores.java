package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;

/** The scores of tokens: {@code tokenizer.ggml.scores}. */
final class Scores {
    private static final String KEY = "tokenizer.ggml.scores";

    private Scores() {}

    /**
     * Reads the scores, one for each token; without them all are 0.
     *
     * @throws ModelFormatException if there is not one number for each token
     */
    static float[] read(ModelMetadata metadata, Vocabulary vocabulary) {
        if (!metadata.contains(KEY)) {
            return new float[vocabulary.size()];
        }
        float[] scores = metadata.reals(KEY);
        Vocabulary.requireOnePerToken(KEY, scores.length, vocabulary.size());
        for (int id = 0; id < scores.length; id++) {
            if (Float.isNaN(scores[id])) {
                throw new ModelFormatException("metadata key '" + KEY + "': the score of token " + id + " ('"
                        + vocabulary.piece(id) + "') is not a number");
            }
        }
        return scores;
    }
}
