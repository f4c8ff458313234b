package dev.parlance.training;

import dev.parlance.LanguageModel;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.tokenizer.Tokenizer;
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
import java.util.stream.Stream;

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
     * @param vocabulary the most tokens
     * @param width the length of a hidden state
     * @param layers blocks
     * @param excerptSteps steps of the first stage
     * @param storySteps steps of the second
     * @param chatSteps steps of the third
     */
    record Sizes(int vocabulary, int width, int layers, int excerptSteps, int storySteps, int chatSteps) {
        /** Those of the bundled model. */
        static final Sizes BUNDLED = new Sizes(2304, 192, 4, 800, 5000, 1200);

        int excerpts() {
            return documents(excerptSteps, EXCERPT_ROWS);
        }

        int stories() {
            return documents(storySteps, STORY_ROWS);
        }

        int conversations() {
            return documents(chatSteps, CHAT_ROWS);
        }

        private static int documents(int steps, int rows) {
            return (int) (steps * rows * DOCUMENTS_A_ROW) + CONTEXT;
        }
    }

    /** Tokens in a row of the stages; a row is about one document. */
    private static final int EXCERPT = 128;
    private static final int STORY = 320;
    static final int CONTEXT = 640;
    private static final int EXCERPT_ROWS = 10;
    private static final int STORY_ROWS = 4;
    private static final int CHAT_ROWS = 2;
    /** Documents in a row, and a little more, so that none comes twice in a stage. */
    private static final double DOCUMENTS_A_ROW = 1.3;

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
        Vocabulary vocabulary = BytePairTraining.learn(training.texts(2000), sizes.vocabulary);
        Tokenizer tokenizer = vocabulary.tokenizer();
        LlamaDecoder model = new LlamaDecoder(new LlamaDecoder.Config(vocabulary.size(), sizes.width, sizes.layers,
                sizes.width / 48, sizes.width / 96, sizes.width * 8 / 3, CONTEXT), TRAINING_SEED).withInductionHeads();
        int first = sizes.excerpts();
        train("excerpts", model, tokenizer,
                Batches.of(training.excerpts(tokenizer, first, EXCERPT), EXCERPT_ROWS, EXCERPT, TRAINING_SEED),
                Recipe.of(sizes.excerptSteps, 1e-3));
        train("stories", model, tokenizer,
                Batches.of(training.oneStory(tokenizer, first, sizes.stories(), STORY), STORY_ROWS, STORY,
                        TRAINING_SEED),
                Recipe.of(sizes.storySteps, 1e-3));
        first += sizes.stories();
        train("chat", model, tokenizer,
                Batches.of(training.twoStories(tokenizer, first, sizes.conversations(), CONTEXT), CHAT_ROWS, CONTEXT,
                        TRAINING_SEED),
                Recipe.of(sizes.chatSteps, 5e-4));

        Path file = folder.resolve("stories-q8_0.gguf");
        GgufExport.write(file, model, vocabulary, Q8_0.INSTANCE, about(), true);
        return file;
    }

    /** Returns the figures of a model that was made, measured on this many stories. */
    String figures(Path file, int count) {
        try (LanguageModel model = LanguageModel.load(file)) {
            return StoryFigures.of(model, trainingStories(sizes), count);
        }
    }

    /** Returns the texts of all stories that a model of these sizes has learned from. */
    static Stream<String> trainingStories(Sizes sizes) {
        return new StoryCorpus(TRAINING_SEED)
                .storyTexts(sizes.excerpts() + sizes.stories() + 2 * sizes.conversations());
    }

    /** Validation is on answers alone, whose loss is what is left to learn. */
    private void train(String stage, LlamaDecoder model, Tokenizer tokenizer, Batches training, Recipe recipe)
            throws IOException {
        Batches validation = Batches.of(new StoryCorpus(VALIDATION_SEED).answers(tokenizer, 0, 40), STORY_ROWS, CONTEXT,
                VALIDATION_SEED);
        Trainer trainer = new Trainer(model, training.shuffled(), validation, recipe);
        TrainingLog log = new TrainingLog(folder.resolve(stage + ".csv"));
        trainer.run(folder.resolve(stage + ".checkpoint"), state -> {
            log.add(state);
            progress.accept(state);
        });
        Files.writeString(folder.resolve(stage + ".svg"), LossCurve
                .svg("Loss in nats a token, stage " + stage + ": training grey, answers of validation black",
                        log.entries()));
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
