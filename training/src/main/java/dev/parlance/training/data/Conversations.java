package dev.parlance.training.data;

import dev.parlance.training.data.Story.Question;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Writes conversations: requests for stories, questions about them, and small talk. The wording of small talk comes from
 * {@code smalltalk.grammar}. The same seed and index give the same. Immutable and thread-safe.
 */
public final class Conversations {
    private static final Grammar GRAMMAR = Grammar.resource("smalltalk.grammar");
    private static final Grammar QUESTIONS = Grammar.resource("questions.grammar");
    private static final List<String> TOPICS = GRAMMAR.rules().stream().filter(rule -> rule.endsWith(".user")).sorted()
            .map(rule -> rule.substring(0, rule.indexOf('.'))).toList();
    /** How a story is asked for. */
    private static final List<String> REQUESTS = List.of("any", "kind", "hero", "nature", "name", "thing");

    /** How much a word of a story counts beside one of an answer: most of a story can not be foreseen. */
    private static final float STORY_WEIGHT = 0.3f;

    private final long seed;
    private final Stories stories;

    /** Makes the conversations of a seed, about the stories of that seed. */
    public Conversations(long seed) {
        this.seed = seed;
        this.stories = new Stories(seed);
    }

    /** Returns a conversation about the story of an index: it is asked for, or told by the user; then all questions. */
    public List<Turn> aboutStory(long index) {
        Random random = new Random(Seeds.mix(~seed, index));
        List<Turn> turns = new ArrayList<>(opening(random));
        about(stories.story(index), Integer.MAX_VALUE, random, turns);
        return List.copyOf(turns);
    }

    /** Returns a conversation about an excerpt from the story of an index. */
    public List<Turn> aboutExcerpt(long index) {
        List<Turn> turns = new ArrayList<>();
        about(stories.excerpt(index), Integer.MAX_VALUE, new Random(Seeds.mix(~seed, index)), turns);
        return List.copyOf(turns);
    }

    /** Returns a conversation about the story of an index, of which some questions are asked, and then about another. */
    public List<Turn> aboutTwoStories(long index, long other) {
        Random random = new Random(Seeds.mix(~seed, index));
        List<Turn> turns = new ArrayList<>(opening(random));
        about(plainly(stories.story(index), random), 2 + random.nextInt(6), random, turns);
        about(plainly(stories.story(other), random), Integer.MAX_VALUE, random, turns);
        return List.copyOf(turns);
    }

    /** Asks some of the questions about a story without naming anybody. */
    private static Story plainly(Story story, Random random) {
        return new Story(story.text(), story.questions().stream().map(question -> random.nextInt(3) > 0
                ? question
                : new Question(question.kind(), QUESTIONS.expand(question.kind() + ".plain", story.facts(), random),
                        question.answer()))
                .toList(),
                story.facts());
    }

    /**
     * Returns a conversation as people type: in four of ten, the user does not care for capital letters, at the beginning or
     * at all, nor for what ends a sentence.
     */
    public static List<Turn> typed(List<Turn> turns, long seed) {
        Random random = new Random(Seeds.mix(~seed, turns.size()));
        int care = random.nextInt(10);
        if (care > 3) {
            return turns;
        }
        return turns.stream().map(turn -> turn.role() == Turn.Role.USER && turn.weight() == 0
                ? Turn.user(typed(turn.text(), care > 1))
                : turn).toList();
    }

    private static String typed(String text, boolean names) {
        String lower = names
                ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1)
                : text.toLowerCase(Locale.ROOT);
        return lower.replaceAll("[.!?]$", "");
    }

    private void about(Story story, int questions, Random random, List<Turn> turns) {
        if (random.nextBoolean()) {
            turns.add(Turn.user(request(story, random)));
            turns.add(Turn.assistant(story.text()).weighing(STORY_WEIGHT));
        } else {
            turns.addAll(reading(story, random));
        }
        for (Question question : story.questions().subList(0, Math.min(questions, story.questions().size()))) {
            if (random.nextInt(10) == 0) {
                exchange(random, turns);
            }
            turns.add(Turn.user(question.text()));
            turns.add(Turn.assistant(question.answer()));
        }
    }

    /** Returns a conversation in which the story of an index is only asked for. */
    public List<Turn> requestForStory(long index) {
        Random random = new Random(Seeds.mix(seed ^ 0x5EED, index));
        Story story = stories.story(index);
        List<Turn> turns = new ArrayList<>(opening(random));
        turns.add(Turn.user(request(story, random)));
        turns.add(Turn.assistant(story.text()).weighing(STORY_WEIGHT));
        return List.copyOf(turns);
    }

    /** Returns a conversation about nothing in particular, of two to five exchanges. */
    public List<Turn> smallTalk(long index) {
        Random random = new Random(Seeds.mix(seed + 1, index));
        List<Turn> turns = new ArrayList<>(opening(random));
        for (int exchanges = 2 + random.nextInt(4); exchanges > 0; exchanges--) {
            exchange(random, turns);
        }
        return List.copyOf(turns);
    }

    private static void exchange(Random random, List<Turn> turns) {
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        turns.add(Turn.user(expand(topic + ".user", Map.of(), random)));
        turns.add(Turn.assistant(expand(topic + ".assistant", Map.of(), random)));
    }

    private static List<Turn> reading(Story story, Random random) {
        return List.of(Turn.user(expand("reading", Map.of("text", story.text()), random)).weighing(STORY_WEIGHT),
                Turn.assistant(expand("reading.answer", story.facts(), random)));
    }

    /** What may come before: a word of the system, and small talk. */
    private static List<Turn> opening(Random random) {
        List<Turn> turns = new ArrayList<>();
        if (random.nextInt(8) == 0) {
            turns.add(new Turn(Turn.Role.SYSTEM, expand("system", Map.of(), random), 0));
        }
        for (int exchanges = random.nextInt(6) / 4 * (1 + random.nextInt(2)); exchanges > 0; exchanges--) {
            exchange(random, turns);
        }
        return turns;
    }

    private static String request(Story story, Random random) {
        String kind = REQUESTS.get(random.nextInt(REQUESTS.size()));
        return expand("request." + kind, story.facts(), random);
    }

    private static String expand(String rule, Map<String, String> facts, Random random) {
        return Stories.polish(GRAMMAR.expand(rule, facts, random));
    }
}
