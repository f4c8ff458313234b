package dev.parlance.training.data;

import dev.parlance.training.data.Story.Question;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes stories with cause and effect: somebody wishes for something for a reason, helps a stranger, meets an obstacle,
 * and the stranger helps in return. The wording comes from {@code stories.grammar}; what belongs together is decided here.
 * The same seed and index give the same story, on every machine. Immutable and thread-safe.
 */
public final class Stories {
    private static final Grammar GRAMMAR = Grammar.resource("stories.grammar");
    private static final Grammar QUESTIONS = Grammar.resource("questions.grammar");
    /** The parts of a story, and which questions each of them answers. */
    private static final List<String> PARTS = List.of("opening", "wish", "leaving", "meeting", "kindness", "trouble",
            "help", "finding", "joy", "ending");
    private static final List<List<String>> ANSWERED = List.of(List.of("hero", "kind", "home"), List.of("thing", "why"),
            List.of("luggage"), List.of("helper", "friend"), List.of("kindness", "thanks"), List.of("obstacle"),
            List.of("tool"),
            List.of("place"), List.of("feeling"), List.of());
    private static final Pattern LAST_SENTENCE = GRAMMAR.pattern("ending");
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]) (?=[aeiouAEIOU])(?!(?:one|use|uni))");
    private static final Pattern BEGINNING = Pattern.compile("(^\"?|[.!?] \"?)([a-z])");

    private final long seed;

    /** Makes the stories of a seed. */
    public Stories(long seed) {
        this.seed = seed;
    }

    /** Returns a story. Every index has one; indices of different seeds are different stories. */
    public Story story(long index) {
        return story(index, 0, PARTS.size());
    }

    /** Returns one to three sentences out of the story of an index, with the questions that they answer. */
    public Story excerpt(long index) {
        Random random = new Random(Seeds.mix(~seed, index));
        int first = random.nextInt(PARTS.size() - 1);
        return story(index, first, Math.min(PARTS.size(), first + 1 + random.nextInt(3)));
    }

    private Story story(long index, int first, int end) {
        Random random = new Random(Seeds.mix(seed, index));
        Map<String, String> facts = facts(random);
        List<String> parts = PARTS.stream().map(part -> draw(part, facts, random)).toList();
        Set<String> answered = Set.copyOf(ANSWERED.subList(first, end).stream().flatMap(List::stream).toList());
        return new Story(polish(String.join(" ", parts.subList(first, end))), questions(facts, random).stream()
                .filter(question -> answered.contains(question.kind())).toList(), Map.copyOf(facts));
    }

    /** Returns whether a text ends with a sentence that ends a story. */
    public static boolean endsProperly(String text) {
        Matcher matcher = LAST_SENTENCE.matcher(text.strip());
        for (int from = 0; from < text.length() && matcher.find(from); from = matcher.start() + 1) {
            if (matcher.end() == text.strip().length()) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> facts(Random random) {
        Map<String, String> facts = new HashMap<>();
        boolean female = random.nextBoolean();
        boolean friendFemale = random.nextBoolean();
        String hero = draw(female ? "girl" : "boy", facts, random);
        String friend;
        do {
            friend = draw(friendFemale ? "girl" : "boy", facts, random);
        } while (friend.equals(hero));
        String heroKind = random.nextInt(3) == 0 ? female ? "girl" : "boy" : draw("animal", facts, random);
        String friendKind;
        do {
            friendKind = random.nextInt(4) == 0 ? friendFemale ? "woman" : "man" : draw("animal", facts, random);
        } while (friendKind.equals(heroKind));
        facts.put("hero", hero);
        facts.put("heroKind", heroKind);
        facts.put("she", female ? "she" : "he");
        facts.put("her", female ? "her" : "him");
        facts.put("hers", female ? "her" : "his");
        facts.put("friend", friend);
        facts.put("friendKind", friendKind);
        facts.put("he", friendFemale ? "she" : "he");
        facts.put("him", friendFemale ? "her" : "him");
        facts.put("his", friendFemale ? "her" : "his");
        put("heroNature", "nature", facts, random);
        put("friendAge", "age", facts, random);
        facts.put("friendIs", "a " + facts.get("friendAge") + " " + friendKind);
        for (String name : List.of("home", "place", "relative", "food", "number", "trap", "lostNoun", "burden",
                "stain")) {
            put(name, name, facts, random);
        }
        facts.put("thing", draw("color", facts, random) + " " + draw("thing", facts, random));
        facts.put("kin", kin(facts.getOrDefault("relative", ""), random));
        put("reason", "reason", facts, random);
        String need = draw("need", facts, random);
        put("kind", need + ".kind", facts, random);
        put("need", need, facts, random);
        String obstacle = draw("obstacle", facts, random);
        put("tool", obstacle + ".tool", facts, random);
        put("fix", obstacle + ".fix", facts, random);
        put("obstacle", obstacle, facts, random);
        put("feeling", "glad", facts, random);
        return facts;
    }

    private static String kin(String relative, Random random) {
        return switch (relative.substring(relative.indexOf(' ') + 1)) {
            case "mother", "sister", "grandmother", "aunt" -> "her";
            case "father", "brother", "grandfather", "uncle" -> "him";
            default -> random.nextBoolean() ? "her" : "him";
        };
    }

    private static void put(String fact, String rule, Map<String, String> facts, Random random) {
        facts.put(fact, draw(rule, facts, random));
    }

    private static String draw(String rule, Map<String, String> facts, Random random) {
        return GRAMMAR.expand(rule, facts, random);
    }

    private static List<Question> questions(Map<String, String> facts, Random random) {
        List<Question> result = new ArrayList<>();
        for (String kind : ANSWERED.stream().flatMap(List::stream).toList()) {
            result.add(new Question(kind, polish(QUESTIONS.expand(kind + ".question", facts, random)),
                    polish(QUESTIONS.expand(kind + ".answer", facts, random))));
        }
        Collections.shuffle(result, random);
        return List.copyOf(result);
    }

    /** Mends articles, and the case of the first letters of sentences. */
    static String polish(String text) {
        return BEGINNING.matcher(ARTICLE.matcher(text).replaceAll("$1n "))
                .replaceAll(match -> match.group(1) + match.group(2).toUpperCase(Locale.ROOT));
    }
}
