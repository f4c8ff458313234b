package dev.parlance.training.data;

import dev.parlance.training.data.Story.Question;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes stories with cause and effect: somebody wishes for something for a reason, helps a stranger, meets an obstacle,
 * and the stranger helps in return. The wording comes from {@code stories.grammar}; what belongs together is decided here.
 * The same seed and index give the same story, on every machine. Immutable and thread-safe.
 */
public final class Stories {
    private static final Grammar GRAMMAR = Grammar.resource("stories.grammar");
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
        Random random = new Random(Seeds.mix(seed, index));
        Map<String, String> facts = facts(random);
        String plot = facts.getOrDefault("plot", "");
        List<String> parts = new ArrayList<>();
        String opening = GRAMMAR.expand("opening", facts, random);
        parts.add(opening);
        if (!opening.contains(facts.get("home"))) {
            parts.add(GRAMMAR.expand("living", facts, random));
        }
        for (String part : List.of(plot + ".wish", plot + ".rumour", "leaving", "meeting", "kindness", "trouble")) {
            parts.add(GRAMMAR.expand(part, facts, random));
        }
        if (random.nextInt(3) == 0) {
            parts.add(GRAMMAR.expand("sorrow", facts, random));
        }
        for (String part : List.of("help", plot + ".finding", plot + ".giving", "joy", "ending")) {
            parts.add(GRAMMAR.expand(part, facts, random));
        }
        return new Story(polish(String.join(" ", parts)), questions(plot, facts, random),
                Map.copyOf(facts));
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
        String plot = List.of("fetch", "fetch", "back", "learn").get(random.nextInt(4));
        facts.put("plot", plot);
        for (String name : List.of("home", "place", "relative", "skill", "food", "number", "spot", "splinter", "trap",
                "lostThing", "burden", "stain")) {
            put(name, name, facts, random);
        }
        facts.put("thing", draw("color", facts, random) + " " + draw("thing", facts, random));
        String kin = kin(facts.getOrDefault("relative", ""), random);
        facts.put("kin", kin);
        facts.put("own", kin.equals("her") ? "her" : "his");
        put("reason", plot.equals("learn") ? "skillReason" : "reason", facts, random);
        facts.put("luggage", facts.get("number") + " " + facts.get("food") + " and a " + draw("tokenAdj", facts, random)
                + " " + draw("token", facts, random));
        String need = draw("need", facts, random);
        put("kind", need + ".kind", facts, random);
        put("need", need, facts, random);
        String obstacle = draw("obstacle", facts, random);
        put("problem", obstacle, facts, random);
        put("cannot", obstacle + ".cannot", facts, random);
        put("tool", obstacle + ".tool", facts, random);
        facts.put("fix", GRAMMAR.expand(obstacle + ".fix", facts, random));
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

    private static List<Question> questions(String plot, Map<String, String> facts, Random random) {
        Grammar questions = Questions.GRAMMAR;
        List<Question> result = new ArrayList<>();
        for (String kind : Questions.kinds(plot)) {
            result.add(new Question(kind, polish(questions.expand(kind + ".question", facts, random)),
                    polish(questions.expand(kind + ".answer", facts, random))));
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
