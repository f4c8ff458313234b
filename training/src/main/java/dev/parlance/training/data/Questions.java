package dev.parlance.training.data;

import java.util.List;

/** The questions about stories, worded by {@code questions.grammar}. */
final class Questions {
    static final Grammar GRAMMAR = Grammar.resource("questions.grammar");

    private Questions() {}

    /** Returns what can be asked about a story of a plot. */
    static List<String> kinds(String plot) {
        return plot.equals("learn")
                ? List.of("hero", "home", "skill", "why", "luggage", "helper", "reward", "obstacle", "tool", "feeling")
                : List.of("hero", "home", "thing", "place", "why", "luggage", "helper", "reward", "obstacle", "tool",
                        "feeling");
    }
}
