package dev.parlance.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.tokenizer.BytePairTraining;
import dev.parlance.training.tokenizer.Vocabulary;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class StoriesTest {
    private final Stories stories = new Stories(1);

    @Test
    void aSeedAndAnIndexGiveTheSameStory() {
        assertThat(new Stories(1).story(7)).isEqualTo(stories.story(7));
        assertThat(new Stories(2).story(7)).isNotEqualTo(stories.story(7));
    }

    @Test
    void everyStoryEndsProperlyAndNoneDoesWhenItIsCut() {
        LongStream.range(0, 300).mapToObj(stories::story).map(Story::text).forEach(text -> {
            assertThat(Stories.endsProperly(text)).as(text).isTrue();
            assertThat(Stories.endsProperly(text.substring(0, text.length() / 2))).as(text).isFalse();
        });
    }

    @Test
    void whatTheFactsAreIsInTheText() {
        LongStream.range(0, 300).mapToObj(stories::story).forEach(story -> {
            for (String fact : new String[]{"hero", "friend", "tool", "obstacle", "home", "food", "place", "thing",
                    "relative",
                    "reason", "kind", "feeling"}) {
                String value = story.facts().getOrDefault(fact, "?");
                assertThat(story.text().toLowerCase(Locale.ROOT).replaceAll("\\ban\\b", "a")).as(fact)
                        .contains(value.toLowerCase(Locale.ROOT).replaceAll("\\ban\\b", "a"));
            }
        });
    }

    @Test
    void noNameIsLeftUnexpanded() {
        Conversations conversations = new Conversations(1);
        LongStream.range(0, 500).boxed()
                .flatMap(i -> Stream.concat(conversations.aboutStory(i).stream(), conversations.smallTalk(i).stream()))
                .forEach(turn -> assertThat(turn.text()).doesNotContain("$", "|", "null", "  "));
    }

    /** What the generator itself repeats is the least that a model that has learned it well would. */
    @Test
    void fewSequencesOfThirteenWordsAreRepeated() {
        Set<String> training = new HashSet<>();
        LongStream.range(0, 5000).forEach(i -> grams(stories.story(i).text()).forEach(training::add));
        Stories unseen = new Stories(3);
        long[] counts = LongStream.range(0, 200).boxed().flatMap(i -> grams(unseen.story(i).text()))
                .mapToLong(gram -> training.contains(gram) ? 1 : 0).toArray();
        assertThat(Arrays.stream(counts).average().orElseThrow()).isLessThan(0.02);
    }

    @Test
    void anExcerptIsOutOfTheStoryAndAnswersItsQuestions() {
        LongStream.range(0, 300).forEach(i -> {
            Story excerpt = stories.excerpt(i);
            assertThat(stories.story(i).text().toLowerCase(Locale.ROOT))
                    .contains(excerpt.text().toLowerCase(Locale.ROOT));
            assertThat(excerpt.questions()).allSatisfy(question -> assertThat(excerpt.text())
                    .contains(question.answer().substring(question.answer().lastIndexOf(' ') + 1,
                            question.answer().length() - 1)));
        });
    }

    /** Where a conversation has no room, it ends with an answer, and the story is whole. */
    @Test
    void aConversationIsCutBetweenAnswerAndQuestion() throws IOException {
        List<Turn> turns = new Conversations(1).aboutStory(5);
        Tokenizer tokenizer = BytePairTraining.characters(turns.stream().map(Turn::text)).tokenizer();
        int[] whole = Document.conversation(tokenizer, turns).tokens();
        for (int room : new int[]{whole.length, whole.length - 1, whole.length - 100}) {
            Document cut = Document.conversation(tokenizer, turns, room);
            assertThat(cut.tokens()).hasSizeLessThanOrEqualTo(room)
                    .isEqualTo(Arrays.copyOf(whole, cut.tokens().length));
            assertThat(cut.tokens()[cut.tokens().length - 1]).isEqualTo(Vocabulary.END);
            assertThat(cut.weights()).hasSameSizeAs(cut.tokens()).endsWith(1);
        }
        Document read = Document.conversation(tokenizer, List.of(Turn.user("ab"), Turn.assistant("a").weighing(2)));
        // begin, role, a, b, end, role, a, end: the role is given, what is said and its end are learned
        assertThat(read.weights()).containsExactly(0, 0, 0, 0, 0, 0, 2, 2);
    }

    private static Stream<String> grams(String text) {
        String[] words = text.split(" ", -1);
        return IntStream.rangeClosed(0, words.length - 13)
                .mapToObj(from -> String.join(" ", Arrays.copyOfRange(words, from, from + 13)));
    }

    @Test
    void aMalformedGrammarIsRefusedWithItsRule() {
        assertThatThrownBy(() -> Grammar.parse("a = (b | c")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule 'a'").hasMessageContaining("'(' without ')'");
        assertThatThrownBy(() -> Grammar.parse("a = b) | c")).hasMessageContaining("')' without '('");
        assertThatThrownBy(() -> Grammar.parse("a = b\na = c")).hasMessageContaining("twice");
        assertThatThrownBy(() -> Grammar.parse("a = $b").expand("a", Map.of(), new Random(1)))
                .hasMessageContaining("'$b' is neither a fact nor a rule");
    }

    @Test
    void bracketsAreBalancedAndNotTooDeep() {
        Brackets brackets = new Brackets(1, 4, 30);
        LongStream.range(0, 500).mapToObj(brackets::word).forEach(word -> {
            assertThat(Brackets.closing(word)).isEmpty();
            assertThat(word.length()).isBetween(2, 30);
            assertThat(IntStream.range(0, word.length()).map(i -> Brackets.closing(word.substring(0, i)).length()))
                    .allMatch(depth -> depth <= 4);
        });
        assertThat(Brackets.closing("([(")).isEqualTo(")])");
    }
}
