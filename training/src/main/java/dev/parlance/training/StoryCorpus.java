package dev.parlance.training;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Conversations;
import dev.parlance.training.data.Document;
import dev.parlance.training.data.Stories;
import dev.parlance.training.data.Turn;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the bundled model learns from, in three stages: first stories and conversations alike and all of them, then mostly
 * conversations, and of these what the assistant says, and last mostly answers to questions, which are short beside the
 * story that they are about. The story of an index occurs in at most one document.
 */
final class StoryCorpus {
    private final Stories stories;
    private final Conversations conversations;

    /** Makes the corpus of a seed. */
    StoryCorpus(long seed) {
        stories = new Stories(seed);
        conversations = new Conversations(seed);
    }

    /** Returns the texts from which a vocabulary is learned: the first documents of the second stage. */
    Stream<String> texts(int documents) {
        return LongStream.range(0, documents).boxed()
                .flatMap(index -> Stream.concat(conversations.aboutStory(index).stream(),
                        conversations.smallTalk(index).stream()))
                .map(turn -> turn.text());
    }

    /** Returns the documents of the first stage: of ten, five are conversations about a story, four stories. */
    Iterable<Document> stories(Tokenizer tokenizer, int documents) {
        return () -> IntStream.range(0, documents).mapToObj(i -> switch (i % 10) {
            case 0, 1, 2, 3 -> Document.text(tokenizer, stories.story(i).text());
            case 4 -> Document.conversation(tokenizer, conversations.smallTalk(i), true);
            default -> Document.conversation(tokenizer, conversations.aboutStory(i), true);
        }).iterator();
    }

    /**
     * Returns the documents of the second stage: of ten, six are conversations about a story, two small talk, one a
     * request for a story, and one a story, so that it is not forgotten how to go on with a text.
     *
     * @param first the index of the first story
     */
    Iterable<Document> chat(Tokenizer tokenizer, int first, int documents) {
        return () -> IntStream.range(first, first + documents).mapToObj(i -> switch (i % 10) {
            case 0 -> Document.text(tokenizer, stories.story(i).text());
            case 1 -> Document.conversation(tokenizer, conversations.requestForStory(i), false);
            case 2, 3 -> Document.conversation(tokenizer, conversations.smallTalk(i), false);
            default -> Document.conversation(tokenizer, conversations.aboutStory(i), false);
        }).iterator();
    }

    /**
     * Returns the documents of the third stage: of ten, seven are conversations about a story, and of these only the answers
     * count, two small talk, and one a story or a request for one.
     *
     * @param first the index of the first story
     */
    Iterable<Document> answers(Tokenizer tokenizer, int first, int documents) {
        return () -> IntStream.range(first, first + documents).mapToObj(i -> switch (i % 20) {
            case 0 -> Document.text(tokenizer, stories.story(i).text());
            case 10 -> Document.conversation(tokenizer, conversations.requestForStory(i), false);
            case 1, 2, 11, 12 -> Document.conversation(tokenizer, conversations.smallTalk(i), false);
            default -> {
                List<Turn> turns = conversations.aboutStory(i);
                yield Document.answers(tokenizer, turns, turns.size() - 2 * Conversations.QUESTIONS);
            }
        }).iterator();
    }

    /** Returns the texts of the stories of the first documents, to look for copies in. */
    Stream<String> storyTexts(int documents) {
        return IntStream.range(0, documents).mapToObj(i -> stories.story(i).text());
    }
}
