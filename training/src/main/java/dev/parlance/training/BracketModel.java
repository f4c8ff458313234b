package dev.parlance.training;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Brackets;
import dev.parlance.training.data.Document;
import dev.parlance.training.loop.Batches;
import dev.parlance.training.loop.Progress;
import dev.parlance.training.loop.Recipe;
import dev.parlance.training.loop.Trainer;
import dev.parlance.training.model.Evaluation;
import dev.parlance.training.model.Gpt2Decoder;
import dev.parlance.training.tokenizer.BytePairTraining;
import dev.parlance.training.tokenizer.Vocabulary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A small model of balanced brackets, to see what a number of blocks can learn. */
final class BracketModel {
    static final int MAX_DEPTH = 8;
    static final int MAX_LENGTH = 30;
    private static final int WIDTH = 128;
    private static final int HEADS = 8;
    private static final int ROWS = 32;
    /** How much probability may go to what can not come. */
    private static final double TOLERATED = 0.05;
    private static final long TRAINING_SEED = 1;
    private static final long VALIDATION_SEED = 2;

    private final Gpt2Decoder model;
    private final Tokenizer tokenizer;
    private final Trainer trainer;
    private final Path checkpoint;

    /**
     * Prepares one.
     *
     * @param blocks attention blocks
     * @param folder where its checkpoint is kept
     */
    BracketModel(int blocks, int steps, Path folder) throws IOException {
        Vocabulary vocabulary = BytePairTraining.characters(Stream.of("()[]"));
        tokenizer = vocabulary.tokenizer();
        model = new Gpt2Decoder(new Gpt2Decoder.Config(vocabulary.size(), WIDTH, blocks, HEADS, MAX_LENGTH + 2),
                TRAINING_SEED);
        trainer = new Trainer(model, batches(TRAINING_SEED, steps * ROWS), batches(VALIDATION_SEED, 10 * ROWS),
                Recipe.of(steps, 2e-3));
        checkpoint = folder.resolve("brackets-" + blocks + ".checkpoint");
    }

    private Batches batches(long seed, int words) {
        Brackets language = new Brackets(seed, MAX_DEPTH, MAX_LENGTH);
        return Batches.of(() -> LongStream.range(0, words)
                .mapToObj(index -> Document.text(tokenizer, language.word(index))).iterator(),
                Math.min(ROWS, words / 8),
                MAX_LENGTH + 1, seed);
    }

    /** Trains it and returns the validation loss. */
    double train(Consumer<Progress> progress) throws IOException {
        trainer.run(checkpoint, progress);
        return trainer.validationLoss();
    }

    /** The probabilities of what can come after a text, by their spelling; the end is the empty string. */
    record Next(String text, Map<String, Double> probabilities) {

        /** Returns the probability of what can not come: the wrong bracket, an end while one is open, one too deep. */
        double wrong() {
            String closing = Brackets.closing(text);
            double right = closing.length() < MAX_DEPTH ? probability("(") + probability("[") : 0;
            right += probability(closing.isEmpty() ? "" : closing.substring(0, 1));
            return 1 - right;
        }

        double probability(String next) {
            return probabilities.getOrDefault(next, 0.0);
        }
    }

    /** Returns what the model expects after a text. */
    Next next(String text) {
        int[] ids = tokenizer.encode(text);
        int[] tokens = new int[ids.length + 1];
        tokens[0] = Vocabulary.BEGIN;
        System.arraycopy(ids, 0, tokens, 1, ids.length);
        double[] p = Evaluation.probabilities(Evaluation.logits(model, tokens)[ids.length]);
        Map<String, Double> probabilities = new TreeMap<>();
        probabilities.put("", p[Vocabulary.END]);
        for (String bracket : List.of("(", "[", ")", "]")) {
            probabilities.put(bracket, p[tokenizer.id(bracket).orElseThrow()]);
        }
        return new Next(text, probabilities);
    }

    /** Returns the part of the places in fresh words at which less than 5 % goes to what can not come. */
    double accuracy(int words) {
        Brackets language = new Brackets(VALIDATION_SEED + 1, MAX_DEPTH, MAX_LENGTH);
        int right = 0;
        int places = 0;
        for (int index = 0; index < words; index++) {
            String word = language.word(index);
            for (int length = 1; length <= word.length(); length++, places++) {
                right += next(word.substring(0, length)).wrong() < TOLERATED ? 1 : 0;
            }
        }
        return (double) right / places;
    }

    /**
     * Returns the smallest depth from which a nest of brackets, round and square in turn, is not closed as it should be, or
     * empty if all are.
     */
    OptionalInt failingDepth() {
        return IntStream.rangeClosed(1, MAX_DEPTH).filter(depth -> {
            String open = "([".repeat(depth).substring(0, depth);
            String close = Brackets.closing(open);
            return IntStream.rangeClosed(0, depth)
                    .anyMatch(closed -> next(open + close.substring(0, closed)).wrong() >= TOLERATED);
        }).findFirst();
    }
}
