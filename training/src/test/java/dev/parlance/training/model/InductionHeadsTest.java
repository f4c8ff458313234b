package dev.parlance.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.IntStream;

class InductionHeadsTest {
    private static final int VOCABULARY = 500;
    private static final int LENGTH = 40;

    private static LlamaDecoder decoder() {
        return new LlamaDecoder(new LlamaDecoder.Config(VOCABULARY, 192, 2, 4, 2, 512, 2 * LENGTH), 1);
    }

    /** Returns the mean loss where what is said has been said before, for tokens drawn at random. */
    private static double lossOfTheRepetition(LlamaDecoder decoder) {
        Random random = new Random(1);
        int[] once = IntStream.range(0, LENGTH).map(i -> random.nextInt(VOCABULARY)).toArray();
        int[] tokens = IntStream.range(0, 2 * LENGTH).map(i -> once[i % LENGTH]).toArray();
        float[][] logits = Evaluation.logits(decoder, tokens);
        return IntStream.range(LENGTH + 2, 2 * LENGTH)
                .mapToDouble(i -> -StrictMath.log(Evaluation.probabilities(logits[i - 1])[tokens[i]])).average()
                .orElseThrow();
    }

    /** Drawn weights know nothing, which costs ln(500) = 6.2 nats and more; shaped ones look up what came next before. */
    @Test
    void aModelThatHasLearnedNothingRepeatsWhatItHasRead() {
        double chance = Math.log(VOCABULARY);
        assertThat(lossOfTheRepetition(decoder())).isGreaterThan(0.95 * chance);
        assertThat(lossOfTheRepetition(decoder().withInductionHeads())).isLessThan(0.8 * chance);
    }

    @Test
    void aModelThatHasNoRoomForThemIsRefused() {
        assertThatThrownBy(() -> new LlamaDecoder(new LlamaDecoder.Config(10, 96, 2, 3, 3, 64, 8), 1)
                .withInductionHeads()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("kvHeads=3")
                .hasMessageContaining("two heads for each head of keys");
    }
}
