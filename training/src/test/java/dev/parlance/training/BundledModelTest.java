package dev.parlance.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.model.stories.StoriesModel;
import dev.parlance.samplers.Samplers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The shipped file keeps what its card says, on stories of a seed that it has not seen. */
class BundledModelTest {
    private static LanguageModel model;

    @BeforeAll
    static void load() {
        model = LanguageModel.builder().file(StoriesModel.file()).engine("java").reproducible(true).load();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void nineOfTenQuestionsAreAnsweredRightLetterByLetter() {
        var scores = new StoryFigures(model).questions(10);
        StoryFigures.Score all = scores.values().stream().reduce(new StoryFigures.Score(0, 0),
                StoryFigures.Score::plus);
        assertThat(all.asked()).isGreaterThan(100);
        assertThat(all.part()).as(scores.toString()).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void storiesEndProperlyAndAreNotCopied() {
        List<Generation> stories = new StoryFigures(model).stories(40, Samplers.temperature(0.8f));
        assertThat(StoryFigures.properlyEnded(stories)).isGreaterThanOrEqualTo(0.95);
        assertThat(StoryFigures.copied(stories, StoryModel.trainingStories(StoryModel.Sizes.BUNDLED)))
                .isLessThanOrEqualTo(0.05);
    }

    @Test
    void itGoesOnWithATextToTheEnd() {
        Generation story = model.generate(GenerationRequest.builder("Once upon a time").maxTokens(450).build());
        assertThat(story.finishReason()).isEqualTo(FinishReason.END_TOKEN);
        assertThat(story.text().strip()).hasSizeGreaterThan(200).endsWith(".");
    }

    @Test
    void bothEnginesReadItAlike() {
        Logits expected = model.predict("Once upon a time");
        LanguageModel.Builder builder = LanguageModel.builder().file(StoriesModel.file()).engine("native");
        Assumptions.assumeTrue(builder.plan().engine().isPresent(),
                () -> "needs llama.cpp: " + builder.plan().candidates());
        try (LanguageModel other = builder.load()) {
            assertThat(other.predict("Once upon a time").top(1).getFirst().token())
                    .isEqualTo(expected.top(1).getFirst().token());
        }
    }
}
