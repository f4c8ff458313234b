package dev.parlance.examples;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A sampler written inline: it writes a text without the letter e (a lipogram), else greedily. */
public final class CustomSampler {
    private CustomSampler() {}

    /** Leaves out every token whose text has a letter. */
    record Without(char letter) implements Sampler {
        @Override
        public State newState(SamplingContext context) {
            return new WithoutState(context.tokenizer(), String.valueOf(letter));
        }
    }

    /** Has nothing to remember, so that it is its own copy. */
    record WithoutState(Tokenizer tokenizer, String letter) implements Sampler.State {
        @Override
        public void apply(Candidates candidates) {
            candidates.keepIf(index -> !text(candidates.token(index)).contains(letter));
            candidates.keepBest(1);
        }

        private String text(int token) {
            return new String(tokenizer.bytes(token), StandardCharsets.UTF_8);
        }

        @Override
        public Sampler.State copy() {
            return this;
        }
    }

    public static void main(String[] args) {
        GenerationRequest request = GenerationRequest.builder("Tom had a big dog.")
                .sampler(new Without('e'))
                .maxTokens(60)
                .build();
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            System.out.println(model.generate(request).text());
        }
    }
}
