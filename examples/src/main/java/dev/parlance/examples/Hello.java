package dev.parlance.examples;

import dev.parlance.LanguageModel;

import java.nio.file.Path;

/** The smallest program: load a model, continue a text. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            System.out.println(model.generate("Once upon a time").text());
        }
    }
}
