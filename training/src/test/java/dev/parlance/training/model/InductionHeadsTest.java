package dev.parlance.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.training.data.Document;
import dev.parlance.training.loop.Batches;
import dev.parlance.training.loop.Recipe;
import dev.parlance.training.loop.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class InductionHeadsTest {
    private static final int VOCABULARY = 100;
    private static final int ONCE = 20;
    private static final int STEPS = 150;

    @TempDir
    private Path folder;

    private static LlamaDecoder decoder() {
        return new LlamaDecoder(new LlamaDecoder.Config(VOCABULARY, 96, 2, 4, 2, 128, 2 * ONCE), 1);
    }

    /** Returns tokens drawn at random and said twice, of which the second time is to be learned. */
    private static List<Document> repetitions(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count).mapToObj(document -> {
            int[] once = IntStream.range(0, ONCE).map(i -> random.nextInt(VOCABULARY)).toArray();
            float[] weights = new float[2 * ONCE];
            Arrays.fill(weights, ONCE + 1, 2 * ONCE, 1);
            return new Document(IntStream.range(0, 2 * ONCE).map(i -> once[i % ONCE]).toArray(), weights);
        }).toList();
    }

    private double lossAfterTraining(String name, LlamaDecoder decoder) throws IOException {
        int length = 2 * ONCE - 1;
        Trainer trainer = new Trainer(decoder, Batches.of(repetitions(1, 8 * STEPS), 8, length, 1),
                Batches.of(repetitions(2, 40), 8, length, 2), Recipe.of(STEPS, 1e-3));
        trainer.run(folder.resolve(name), progress -> {});
        return trainer.validationLoss();
    }

    /** Without looking up, nothing is better than ln(100) = 4.6 nats: the tokens are drawn. */
    @Test
    void repeatingIsLearnedBeforeDrawnWeightsHaveBegunTo() throws IOException {
        double chance = StrictMath.log(VOCABULARY);
        assertThat(lossAfterTraining("drawn", decoder())).isGreaterThan(0.9 * chance);
        assertThat(lossAfterTraining("shaped", decoder().withInductionHeads())).isLessThan(0.5 * chance);
    }

    @Test
    void aModelThatHasNoRoomForThemIsRefused() {
        assertThatThrownBy(() -> new LlamaDecoder(new LlamaDecoder.Config(10, 96, 2, 3, 3, 64, 8), 1)
                .withInductionHeads()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("kvHeads=3")
                .hasMessageContaining("two heads for each head of keys");
    }
}
