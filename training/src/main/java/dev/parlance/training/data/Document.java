package dev.parlance.training.data;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.tokenizer.Vocabulary;

import java.util.Arrays;
import java.util.List;

/**
 * Tokens to learn from.
 *
 * @param tokens the ids, from the token that begins a text to the one that ends it
 * @param weights for each, how much it counts that the model says it; 0 if it is only read
 */
public record Document(int[] tokens, float[] weights) {

    /** Returns a text, all of it to be learned. */
    public static Document text(Tokenizer tokenizer, String text) {
        int[] ids = tokenizer.encode(text);
        int[] tokens = new int[ids.length + 2];
        tokens[0] = Vocabulary.BEGIN;
        System.arraycopy(ids, 0, tokens, 1, ids.length);
        tokens[tokens.length - 1] = Vocabulary.END;
        float[] weights = new float[tokens.length];
        Arrays.fill(weights, 1);
        return new Document(tokens, weights);
    }

    /** Returns a conversation in the words of the chat template; what is said counts as its turn does. */
    public static Document conversation(Tokenizer tokenizer, List<Turn> turns) {
        return conversation(tokenizer, turns, Integer.MAX_VALUE);
    }

    /**
     * Returns the beginning of a conversation, without the last questions and answers that have no room.
     *
     * @param room the most tokens
     */
    public static Document conversation(Tokenizer tokenizer, List<Turn> turns, int room) {
        List<int[]> said = turns.stream().map(turn -> tokenizer.encode(turn.text())).toList();
        int count = turns.size();
        int length = 1 + said.stream().mapToInt(ids -> ids.length + 2).sum();
        for (; length > room && count > 2; count -= 2) {
            length -= said.get(count - 1).length + said.get(count - 2).length + 4;
        }
        int[] tokens = new int[length];
        float[] weights = new float[length];
        int at = 0;
        tokens[at++] = Vocabulary.BEGIN;
        for (int i = 0; i < count; i++) {
            int[] ids = said.get(i);
            tokens[at++] = Vocabulary.role(turns.get(i).role().label());
            System.arraycopy(ids, 0, tokens, at, ids.length);
            tokens[at + ids.length] = Vocabulary.END;
            Arrays.fill(weights, at, at + ids.length + 1, turns.get(i).weight());
            at += ids.length + 1;
        }
        return new Document(tokens, weights);
    }
}
