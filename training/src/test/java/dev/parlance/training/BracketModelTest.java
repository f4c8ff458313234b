package dev.parlance.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.training.data.Brackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** A short form of what docs/training.md shows. */
class BracketModelTest {
    private static final int STEPS = 300;
    private static final int WORDS = 100;

    @TempDir
    private Path folder;

    @Test
    void twoBlocksLearnWhatOneDoesNot() throws IOException {
        BracketModel one = new BracketModel(1, STEPS, folder);
        BracketModel two = new BracketModel(2, STEPS, folder);
        double lossOfOne = one.train(progress -> {});
        double lossOfTwo = two.train(progress -> {});
        assertThat(lossOfOne).isLessThan(unigramEntropy());
        assertThat(lossOfTwo).isLessThan(lossOfOne);
        double accuracyOfOne = one.accuracy(WORDS);
        double accuracyOfTwo = two.accuracy(WORDS);
        assertThat(accuracyOfOne).as("one %s, two %s, unambiguous %s", accuracyOfOne, accuracyOfTwo, unambiguous())
                .isGreaterThan(unambiguous());
        assertThat(accuracyOfTwo).isGreaterThan(accuracyOfOne);
        assertThat(two.next("([()]").probability(")")).isGreaterThan(two.next("([()]").probability("]"));
        assertThat(BracketReport.of(2, lossOfTwo, two)).contains("2 attention blocks", "(()(");
    }

    /** The part of the places that need no looking up: nothing is open, or the last bracket is the one that closes next. */
    private static double unambiguous() {
        Brackets language = new Brackets(3, BracketModel.MAX_DEPTH, BracketModel.MAX_LENGTH);
        int easy = 0;
        int places = 0;
        for (int index = 0; index < WORDS; index++) {
            String word = language.word(index);
            for (int length = 1; length <= word.length(); length++, places++) {
                String text = word.substring(0, length);
                easy += Brackets.closing(text).isEmpty() || "([".indexOf(text.charAt(length - 1)) >= 0 ? 1 : 0;
            }
        }
        return (double) easy / places;
    }

    /** What a model that looks at nothing before can reach at best: brackets are equally frequent, ends are rare. */
    private static double unigramEntropy() {
        Brackets language = new Brackets(1, BracketModel.MAX_DEPTH, BracketModel.MAX_LENGTH);
        double length = LongStream.range(0, 1000).mapToInt(i -> language.word(i).length()).average().orElseThrow();
        double end = 1 / (length + 1);
        return -end * Math.log(end) - (1 - end) * Math.log((1 - end) / 4);
    }
}
