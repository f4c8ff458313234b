package dev.parlance.examples;

import dev.parlance.LanguageModel;
import dev.parlance.LoadPlan;

import java.nio.file.Path;

/**
 * Shows which engines are on the class path and which one would be taken, then lets each that can load the model continue
 * the same text. The program names no engine: adding or removing an engine's jar is all it takes to change it.
 */
public final class SwapEngine {
    private SwapEngine() {}

    public static void main(String[] args) {
        LanguageModel.Builder builder = LanguageModel.builder().file(Path.of(args[0]));
        LoadPlan plan = builder.plan();
        for (LoadPlan.Candidate candidate : plan.candidates()) {
            System.out.println(candidate.engine() + ": " + candidate.explanation());
        }
        for (LoadPlan.Candidate candidate : plan.candidates()) {
            if (candidate.supported()) {
                try (LanguageModel model = builder.engine(candidate.engine()).load()) {
                    System.out.println(candidate.engine() + " says:" + model.generate("Once upon a time").text());
                }
            }
        }
    }
}
