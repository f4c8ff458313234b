package dev.parlance.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Document;
import dev.parlance.training.data.Stories;
import dev.parlance.training.model.LlamaDecoder;
import dev.parlance.training.model.Parameters;
import dev.parlance.training.tokenizer.BytePairTraining;
import dev.parlance.training.tokenizer.Vocabulary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class TrainerTest {
    private static final int ROWS = 2;
    private static final int LENGTH = 448;

    private static Tokenizer tokenizer;
    private static Vocabulary vocabulary;

    @TempDir
    private Path folder;

    @BeforeAll
    static void learnVocabulary() throws IOException {
        vocabulary = BytePairTraining.learn(LongStream.range(0, 200).mapToObj(i -> new Stories(1).story(i).text()),
                512);
        tokenizer = vocabulary.tokenizer();
    }

    private static List<Document> documents(long seed, int count) {
        return IntStream.range(0, count).mapToObj(i -> Document.text(tokenizer, new Stories(seed).story(i).text()))
                .filter(document -> document.tokens().length <= LENGTH).toList();
    }

    private static Trainer trainer(LlamaDecoder model, Recipe recipe) {
        return new Trainer(model, Batches.of(documents(1, 120), ROWS, LENGTH, 1),
                Batches.of(documents(2, 20), ROWS, LENGTH, 2), recipe);
    }

    private static LlamaDecoder model() {
        return new LlamaDecoder(new LlamaDecoder.Config(vocabulary.size(), 64, 2, 4, 2, 128, LENGTH), 1);
    }

    private static List<float[]> weights(LlamaDecoder model) {
        return model.parameters().tensors().values().stream().map(Parameters::values).toList();
    }

    /** The entropy of single tokens: what a model that looks at nothing before can reach at best. */
    private static double unigramEntropy() {
        int[] counts = new int[vocabulary.size()];
        long all = 0;
        for (Document document : documents(2, 20)) {
            for (int i = 1; i < document.tokens().length; i++, all++) {
                counts[document.tokens()[i]]++;
            }
        }
        double entropy = 0;
        for (int count : counts) {
            if (count > 0) {
                entropy -= (double) count / all * Math.log((double) count / all);
            }
        }
        return entropy;
    }

    @Test
    void theValidationLossFallsBelowTheEntropyOfSingleTokens() throws IOException {
        List<Progress> states = new ArrayList<>();
        Trainer trainer = trainer(model(), new Recipe(60, 3e-3, 5, 0.1, 0.1, 1, 60, 60));
        double before = trainer.validationLoss();
        trainer.run(folder.resolve("c"), states::add);
        assertThat(before).isGreaterThan(unigramEntropy());
        assertThat(trainer.validationLoss()).isLessThan(unigramEntropy());
        assertThat(states).hasSize(60);
        assertThat(states.getLast().left()).isZero();
        assertThat(states.getLast().perplexity().orElseThrow())
                .isEqualTo(StrictMath.exp(states.getLast().validationLoss().orElseThrow()));
    }

    /** A kill: the run ends by an exception out of nowhere, behind the checkpoint. */
    @Test
    void aKilledRunGoesOnBitByBit() throws IOException {
        Recipe recipe = new Recipe(12, 3e-3, 3, 0.1, 0.1, 1, 12, 5);
        LlamaDecoder undisturbed = model();
        trainer(undisturbed, recipe).run(folder.resolve("a"), state -> {});
        assertThatThrownBy(() -> trainer(model(), recipe).run(folder.resolve("b"), state -> {
            if (state.step() == 8) {
                throw new IllegalStateException("killed");
            }
        })).hasMessage("killed");
        LlamaDecoder resumed = model();
        List<Long> steps = new ArrayList<>();
        trainer(resumed, recipe).run(folder.resolve("b"), state -> steps.add(state.step()));
        assertThat(steps).startsWith(6L).endsWith(12L);
        assertThat(weights(resumed)).usingRecursiveComparison().isEqualTo(weights(undisturbed));
    }

    @Test
    void aBadCheckpointIsRefused() throws IOException {
        Recipe recipe = new Recipe(2, 3e-3, 1, 0.1, 0.1, 1, 2, 1);
        Path file = folder.resolve("c");
        Files.writeString(file, "no checkpoint");
        assertThatThrownBy(() -> trainer(model(), recipe).run(file, state -> {})).isInstanceOf(TrainingException.class)
                .hasMessageContaining("can not be read");

        Files.delete(file);
        trainer(model(), recipe).run(file, state -> {});
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> trainer(model(), recipe).run(file, state -> {})).isInstanceOf(TrainingException.class)
                .hasMessageContaining("can not be read");

        Files.write(file, whole);
        assertThatThrownBy(() -> trainer(model(), Recipe.of(9, 1e-3)).run(file, state -> {}))
                .isInstanceOf(TrainingException.class).hasMessageContaining("of another run");
    }

    @Test
    void aDivergedLossEndsTheRun() {
        Recipe recipe = new Recipe(50, 1e30, 1, 1, 0, 1e30, 50, 50);
        assertThatThrownBy(() -> trainer(model(), recipe).run(folder.resolve("c"), state -> {}))
                .isInstanceOf(TrainingException.class).hasMessageContaining("diverged").hasMessageContaining("1.0E30");
    }

    @Test
    void anEmptyCorpusIsRefused() {
        assertThatThrownBy(() -> Batches.of(List.of(), ROWS, LENGTH, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("corpus is empty");
        assertThatThrownBy(() -> Batches.of(documents(1, 2), 100, LENGTH, 1))
                .hasMessageContaining("less than one batch");
        assertThatThrownBy(() -> Batches.of(documents(1, 2), 1, 32, 1)).hasMessageContaining("does not fit");
    }

    @Test
    void theRateRisesAndFalls() {
        Recipe recipe = new Recipe(100, 1, 10, 0.1, 0, 1, 1, 1);
        assertThat(recipe.rate(0)).isEqualTo(0.1);
        assertThat(recipe.rate(9)).isEqualTo(1);
        assertThat(recipe.rate(55)).isCloseTo(0.55, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(recipe.rate(100)).isCloseTo(0.1, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void theCurveIsAPictureOfTheLog() throws Exception {
        TrainingLog log = new TrainingLog(folder.resolve("log.csv"));
        trainer(model(), new Recipe(4, 3e-3, 1, 0.1, 0.1, 1, 2, 4)).run(folder.resolve("c"), log::add);
        assertThat(log.entries()).extracting(TrainingLog.Entry::step).containsExactly(1L, 2L, 3L, 4L);
        assertThat(log.entries().get(0).validationLoss()).isNaN();
        assertThat(log.entries().get(1).validationLoss()).isPositive();
        Path svg = Files.writeString(folder.resolve("curve.svg"), LossCurve.svg("a < b", log.entries()));
        var lines = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile())
                .getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(2);
        assertThat(lines.item(0).getAttributes().getNamedItem("points").getNodeValue().split(" ", -1)).hasSize(4);
    }
}
