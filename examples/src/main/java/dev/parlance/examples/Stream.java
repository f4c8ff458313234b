package dev.parlance.examples;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.TokenStream;

import java.nio.file.Path;
import java.time.Duration;

/** Shows each piece of text as soon as it is there, and ends for one of several reasons. */
public final class Stream {
    private Stream() {}

    public static void main(String[] args) {
        GenerationRequest request = GenerationRequest.builder("Once upon a time")
                .maxTokens(100)
                .stopStrings("\n")
                .timeLimit(Duration.ofSeconds(30))
                .build();
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]));
                TokenStream stream = model.stream(request)) {
            stream.forEach(event -> System.out.print(event.text()));
            System.out.println();
            System.out.println("ended by " + stream.generation().finishReason() + " after "
                    + stream.generation().usage().completionTokens() + " tokens");
        }
    }
}
