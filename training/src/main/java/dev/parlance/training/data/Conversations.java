package dev.parlance.training.data;

import dev.parlance.training.data.Story.Question;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes conversations: requests for stories, questions about them, and small talk. The wording of small talk comes from
 * {@code smalltalk.grammar}. The same seed and index give the same. Immutable and thread-safe.
 */
public final class Conversations {
    private static final Grammar GRAMMAR = Grammar.resource("smalltalk.grammar");
    private static final List<String> TOPICS = GRAMMAR.rules().stream().filter(rule -> rule.endsWith(".user")).sorted()
            .map(rule -> rule.substring(0, rule.indexOf('.'))).toList();
    /** How a story is asked for. */
    private static final List<String> REQUESTS = List.of("any", "kind", "hero", "nature", "name", "thing");

    /** How many questions are asked about a story, so that a conversation stays short enough. */
    public static final int QUESTIONS = 9;

    private final long seed;
    private final Stories stories;

    /** Makes the conversations of a seed, about the stories of that seed. */
    public Conversations(long seed) {
        this.seed = seed;
        this.stories = new Stories(seed);
    }

    /** Returns a conversation about the story of an index: it is asked for, or told by the user; then questions. */
    public List<Turn> aboutStory(long index) {
        Random random = new Random(Seeds.mix(~seed, index));
        Story story = stories.story(index);
        List<Turn> turns = new ArrayList<>(opening(random));
        if (random.nextBoolean()) {
            turns.add(Turn.user(request(story, random)));
            turns.add(Turn.assistant(story.text()));
        } else {
            turns.addAll(reading(story, random));
        }
        for (Question question : story.questions().subList(0, QUESTIONS)) {
            turns.add(Turn.user(question.text()));
            turns.add(Turn.assistant(question.answer()));
        }
        return List.copyOf(turns);
    }

    /** Returns a conversation in which the story of an index is only asked for. */
    public List<Turn> requestForStory(long index) {
        Random random = new Random(Seeds.mix(seed ^ 0x5EED, index));
        Story story = stories.story(index);
        List<Turn> turns = new ArrayList<>(opening(random));
        turns.add(Turn.user(request(story, random)));
        turns.add(Turn.assistant(story.text()));
        return List.copyOf(turns);
    }

    /** Returns a conversation about nothing in particular, of two to five exchanges. */
    public List<Turn> smallTalk(long index) {
        Random random = new Random(Seeds.mix(seed + 1, index));
        List<Turn> turns = new ArrayList<>(opening(random));
        for (int exchanges = 2 + random.nextInt(4); exchanges > 0; exchanges--) {
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            turns.add(Turn.user(expand(topic + ".user", Map.of(), random)));
            turns.add(Turn.assistant(expand(topic + ".assistant", Map.of(), random)));
        }
        return List.copyOf(turns);
    }

    private static List<Turn> reading(Story story, Random random) {
        return List.of(Turn.user(expand("reading", Map.of("text", story.text()), random)),
                Turn.assistant(expand("reading.answer", story.facts(), random)));
    }

    private static List<Turn> opening(Random random) {
        return random.nextInt(5) == 0
                ? List.of(new Turn(Turn.Role.SYSTEM, expand("system", Map.of(), random)))
                : List.of();
    }

    private static String request(Story story, Random random) {
        String kind = REQUESTS.get(random.nextInt(REQUESTS.size()));
        boolean hasThing = !"learn".equals(story.facts().get("plot"));
        return expand("request." + (kind.equals("thing") && !hasThing ? "any" : kind), story.facts(), random);
    }

    private static String expand(String rule, Map<String, String> facts, Random random) {
        return Stories.polish(GRAMMAR.expand(rule, facts, random));
    }
}
