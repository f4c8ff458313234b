package dev.parlance.training;

import java.util.List;
import java.util.Locale;

/** What a model of brackets has understood, as text. */
final class BracketReport {
    private static final List<String> TEXTS = List.of("(()", "(()(", "(())", "([", "([()]", "([()[", "([([([",
            "([([([])");

    private BracketReport() {}

    static String of(int blocks, double loss, BracketModel model) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "%d attention block%s: validation loss %.4f, right at %.2f %% of places, nests fail from depth %s on%n",
                blocks, blocks == 1 ? "" : "s", loss, 100 * model.accuracy(100),
                model.failingDepth().isPresent() ? model.failingDepth().getAsInt() : "(none)"));
        text.append(String.format("  %-10s %7s %7s %7s %7s %7s%n", "after", "(", "[", ")", "]", "end"));
        for (String each : TEXTS) {
            BracketModel.Next next = model.next(each);
            text.append(String.format(Locale.ROOT, "  %-10s %7.4f %7.4f %7.4f %7.4f %7.4f%n", each,
                    next.probability("("), next.probability("["), next.probability(")"), next.probability("]"),
                    next.probability("")));
        }
        return text.toString();
    }
}
