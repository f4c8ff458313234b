package dev.parlance.training;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Conversations;
import dev.parlance.training.data.Document;
import dev.parlance.training.data.Stories;
import dev.parlance.training.data.Story;
import dev.parlance.training.data.Turn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the bundled model learns from: questions about one to three sentences, then stories, questions about them, and small
 * talk, and last longer conversations. The story of an index occurs in at most one document.
 */
final class StoryCorpus {
    private final Stories stories;
    private final Conversations conversations;

    /** Makes the corpus of a seed. */
    StoryCorpus(long seed) {
        stories = new Stories(seed);
        conversations = new Conversations(seed);
    }

    /** Returns the texts from which a vocabulary is learned. */
    Stream<String> texts(int documents) {
        return LongStream.range(0, documents).boxed()
                .flatMap(index -> Stream.concat(conversations.aboutStory(index).stream(),
                        conversations.smallTalk(index).stream()))
                .map(turn -> turn.text());
    }

    /**
     * Returns conversations about excerpts from stories.
     *
     * @param length the most tokens of a document
     */
    Iterable<Document> excerpts(Tokenizer tokenizer, int documents, int length) {
        return () -> IntStream.range(0, documents)
                .mapToObj(i -> Document.conversation(tokenizer, conversations.aboutExcerpt(i), length)).iterator();
    }

    /**
     * Returns documents of at most one story: of 16, twelve are conversations about one, three small talk, and one a story.
     *
     * @param first the index of the first story
     * @param length the most tokens of a document
     */
    Iterable<Document> oneStory(Tokenizer tokenizer, int first, int documents, int length) {
        return () -> IntStream.range(first, first + documents).mapToObj(i -> switch (i % 16) {
            case 0 -> Document.text(tokenizer, stories.story(i).text());
            case 4, 8, 12 -> Document.conversation(tokenizer, conversations.smallTalk(i));
            default -> Document.conversation(tokenizer, conversations.aboutStory(i), length);
        }).iterator();
    }

    /**
     * Returns longer documents: of 16, twelve are conversations about two stories, three small talk, and one a request.
     *
     * @param first the index of the first story
     * @param length the most tokens of a document
     */
    Iterable<Document> twoStories(Tokenizer tokenizer, int first, int documents, int length) {
        return () -> IntStream.range(0, documents).mapToObj(i -> Conversations.typed(switch (i % 16) {
            case 0 -> conversations.requestForStory(first + 2 * i);
            case 4, 8, 12 -> conversations.smallTalk(first + 2 * i);
            default -> conversations.aboutTwoStories(first + 2 * i, first + 2 * i + 1);
        }, i)).map(turns -> Document.conversation(tokenizer, turns, length)).iterator();
    }

    /**
     * Returns conversations in which all questions about a story are asked, and only the answers count.
     *
     * @param first the index of the first story
     */
    Iterable<Document> answers(Tokenizer tokenizer, int first, int documents) {
        return () -> IntStream.range(first, first + documents)
                .mapToObj(i -> Document.conversation(tokenizer, questions(stories.story(i)))).iterator();
    }

    private static List<Turn> questions(Story story) {
        List<Turn> turns = new ArrayList<>(List.of(Turn.user("Tell me a story."),
                Turn.assistant(story.text()).weighing(0)));
        for (Story.Question question : story.questions()) {
            turns.add(Turn.user(question.text()));
            turns.add(Turn.assistant(question.answer()));
        }
        return turns;
    }

    /** Returns the texts of the stories of the first documents, to look for copies in. */
    Stream<String> storyTexts(int documents) {
        return IntStream.range(0, documents).mapToObj(i -> stories.story(i).text());
    }
}
