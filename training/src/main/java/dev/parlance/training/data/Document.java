package dev.parlance.training.data;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.tokenizer.Vocabulary;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens to learn from.
 *
 * @param tokens the ids, from the token that begins a text to the one that ends it
 * @param learned for each, whether the model is to learn to say it
 */
public record Document(int[] tokens, boolean[] learned) {

    /** Returns a text, all of it to be learned. */
    public static Document text(Tokenizer tokenizer, String text) {
        int[] ids = tokenizer.encode(text);
        int[] tokens = new int[ids.length + 2];
        tokens[0] = Vocabulary.BEGIN;
        System.arraycopy(ids, 0, tokens, 1, ids.length);
        tokens[tokens.length - 1] = Vocabulary.END;
        boolean[] learned = new boolean[tokens.length];
        Arrays.fill(learned, true);
        return new Document(tokens, learned);
    }

    /**
     * Returns a conversation in the words of the chat template.
     *
     * @param everything whether all of it is to be learned, or only what the assistant says
     */
    public static Document conversation(Tokenizer tokenizer, List<Turn> turns, boolean everything) {
        return conversation(tokenizer, turns, everything, 0);
    }

    /**
     * Returns a conversation of which only the last answers are to be learned.
     *
     * @param first the index of the first turn that counts
     */
    public static Document answers(Tokenizer tokenizer, List<Turn> turns, int first) {
        return conversation(tokenizer, turns, false, first);
    }

    private static Document conversation(Tokenizer tokenizer, List<Turn> turns, boolean everything, int first) {
        IntStream.Builder tokens = IntStream.builder().add(Vocabulary.BEGIN);
        IntStream.Builder learned = IntStream.builder().add(0);
        for (int index = 0; index < turns.size(); index++) {
            Turn turn = turns.get(index);
            tokens.add(Vocabulary.role(turn.role().label()));
            learned.add(everything ? 1 : 0);
            int said = everything || (turn.role() == Turn.Role.ASSISTANT && index >= first) ? 1 : 0;
            for (int id : tokenizer.encode(turn.text())) {
                tokens.add(id);
                learned.add(said);
            }
            tokens.add(Vocabulary.END);
            learned.add(said);
        }
        int[] flags = learned.build().toArray();
        boolean[] mask = new boolean[flags.length];
        for (int i = 0; i < flags.length; i++) {
            mask[i] = flags[i] == 1;
        }
        return new Document(tokens.build().toArray(), mask);
    }
}
