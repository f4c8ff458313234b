package dev.parlance.examples;

import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.TokenProbability;

import java.nio.file.Path;

/** Shows what a model does at heart: it gives every token a probability to come next. */
public final class NextToken {
    private NextToken() {}

    public static void main(String[] args) {
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            Logits next = model.predict("Once upon a time");
            for (TokenProbability candidate : next.top(5)) {
                System.out.printf("%5.1f %%  '%s'%n", 100 * candidate.probability(), candidate.text());
            }
        }
    }
}
