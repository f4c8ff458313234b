package dev.parlance.training.data;

import java.util.List;
import java.util.Map;

/**
 * A story that was written by program, so that the answers to questions about it are known.
 *
 * @param text the story, sentences with blanks between
 * @param questions what can be asked about it
 * @param facts what it is about, by the names of the grammar
 */
public record Story(String text, List<Question> questions, Map<String, String> facts) {

    /**
     * A question about a story.
     *
     * @param kind what is asked for, such as {@code helper}
     * @param text the question
     * @param answer the one right answer
     */
    public record Question(String kind, String text, String answer) {}
}
