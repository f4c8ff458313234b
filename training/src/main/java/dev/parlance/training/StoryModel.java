package dev.parlance.training;

import dev.parlance.LanguageModel;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Document;
import dev.parlance.training.export.GgufExport;
import dev.parlance.training.loop.Batches;
import dev.parlance.training.loop.LossCurve;
import dev.parlance.training.loop.Progress;
import dev.parlance.training.loop.Recipe;
import dev.parlance.training.loop.Trainer;
import dev.parlance.training.loop.TrainingLog;
import dev.parlance.training.model.LlamaDecoder;
import dev.parlance.training.tokenizer.BytePairTraining;
import dev.parlance.training.tokenizer.Vocabulary;
import org.bytedeco.pytorch.global.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the bundled model, from the generator to the GGUF file. What is done is not done again: a run that was killed goes
 * on with its last checkpoint.
 */
final class StoryModel {
    private static final long TRAINING_SEED = 1;
    private static final long VALIDATION_SEED = 2;

    /**
     * The sizes of a run.
     *
     * @param vocabulary tokens
     * @param width the length of a hidden state
     * @param layers blocks
     * @param storySteps steps of the first stage
     * @param chatSteps steps of the second
     * @param answerSteps steps of the third
     * @param moreAnswerSteps steps of the fourth, which is the third with other stories; 0 for none
     */
    record Sizes(int vocabulary, int width, int layers, int storySteps, int chatSteps, int answerSteps,
            int moreAnswerSteps) {
        /** Those of the bundled model. */
        static final Sizes BUNDLED = new Sizes(2048, 192, 4, 3000, 1500, 3300, 6000);
    }

    static final int CONTEXT = 512;
    private static final int ROWS = 4;
    /** Documents in a row, and a little more, so that none comes twice in a stage. */
    private static final double DOCUMENTS_A_ROW = 1.8;

    private final Sizes sizes;
    private final Path folder;
    private final Consumer<Progress> progress;

    StoryModel(Sizes sizes, Path folder, Consumer<Progress> progress) {
        this.sizes = sizes;
        this.folder = folder;
        this.progress = progress;
    }

    /** Makes the model and returns its file. */
    Path make() throws IOException {
        // Products of matrices in bfloat16 where the processor has it: three times as fast, and as good for learning.
        torch.globalContext().setFloat32MatmulPrecision("medium");
        StoryCorpus training = new StoryCorpus(TRAINING_SEED);
        StoryCorpus validation = new StoryCorpus(VALIDATION_SEED);
        Vocabulary vocabulary = BytePairTraining.learn(training.texts(2000), sizes.vocabulary);
        Tokenizer tokenizer = vocabulary.tokenizer();
        LlamaDecoder model = new LlamaDecoder(new LlamaDecoder.Config(vocabulary.size(), sizes.width, sizes.layers,
                sizes.width / 32, sizes.width / 96, sizes.width * 8 / 3, CONTEXT), TRAINING_SEED);

        int storyDocuments = documents(sizes.storySteps);
        train("stories", model, batches(training.stories(tokenizer, storyDocuments), TRAINING_SEED),
                batches(validation.stories(tokenizer, 100), VALIDATION_SEED), Recipe.of(sizes.storySteps, 3e-3));
        int chatDocuments = documents(sizes.chatSteps);
        train("chat", model, batches(training.chat(tokenizer, storyDocuments, chatDocuments), TRAINING_SEED),
                batches(validation.chat(tokenizer, 100, 100), VALIDATION_SEED), Recipe.of(sizes.chatSteps, 1e-3));
        int answerDocuments = documents(sizes.answerSteps);
        train("answers", model,
                batches(training.answers(tokenizer, storyDocuments + chatDocuments, answerDocuments), TRAINING_SEED)
                        .shuffled(),
                batches(validation.answers(tokenizer, 200, 100), VALIDATION_SEED).shuffled(),
                Recipe.of(sizes.answerSteps, 2.5e-3));
        if (sizes.moreAnswerSteps > 0) {
            train("more-answers", model,
                    batches(training.answers(tokenizer, storyDocuments + chatDocuments + answerDocuments,
                            documents(sizes.moreAnswerSteps)), TRAINING_SEED).shuffled(),
                    batches(validation.answers(tokenizer, 200, 100), VALIDATION_SEED).shuffled(),
                    Recipe.of(sizes.moreAnswerSteps, 2.5e-3));
        }

        Path file = folder.resolve("stories-q8_0.gguf");
        GgufExport.write(file, model, vocabulary, Q8_0.INSTANCE, about(), true);
        return file;
    }

    /** Returns the figures of a model that was made, measured on this many stories. */
    String figures(Path file, int count) {
        try (LanguageModel model = LanguageModel.load(file)) {
            int documents = documents(sizes.storySteps) + documents(sizes.chatSteps)
                    + documents(sizes.answerSteps) + documents(sizes.moreAnswerSteps);
            return StoryFigures.of(model, new StoryCorpus(TRAINING_SEED).storyTexts(documents), count);
        }
    }

    private static int documents(int steps) {
        return (int) (steps * ROWS * DOCUMENTS_A_ROW);
    }

    private static Batches batches(Iterable<Document> documents, long seed) {
        return Batches.of(documents, ROWS, CONTEXT, seed);
    }

    private void train(String stage, LlamaDecoder model, Batches training, Batches validation, Recipe recipe)
            throws IOException {
        Trainer trainer = new Trainer(model, training, validation, recipe);
        TrainingLog log = new TrainingLog(folder.resolve(stage + ".csv"));
        trainer.run(folder.resolve(stage + ".checkpoint"), state -> {
            log.add(state);
            progress.accept(state);
        });
        Files.writeString(folder.resolve(stage + ".svg"), LossCurve
                .svg("Loss in nats a token, stage " + stage + ": training grey, validation black", log.entries()));
    }

    private static Map<String, GgufValue> about() {
        Map<String, GgufValue> about = new LinkedHashMap<>();
        about.put("general.name", GgufValue.string("Parlance Stories"));
        about.put("general.license", GgufValue.string("Apache-2.0"));
        about.put("general.languages", GgufValue.strings(List.of("en")));
        about.put("general.file_type", GgufValue.uint32(7)); // mostly Q8_0
        return about;
    }
}
