package dev.parlance.tokenizers;

import dev.parlance.testkit.TokenizerConformance;
import dev.parlance.tokenizer.Tokenizer;

import java.util.List;

/** Documents whose tokenizers can spell any text, in bytes and in characters. */
class JsonConformanceTest extends TokenizerConformance {
    private static final Tokenizer BYTES = tokenizer("byte level");
    private static final Tokenizer CHARACTERS = tokenizer("llama 2");

    private static Tokenizer tokenizer(String name) {
        return JsonTokenizer.read(MadeUpJson.text(MadeUpJson.withoutUserDefined(name)));
    }

    @Override
    protected List<Tokenizer> tokenizers() {
        return List.of(BYTES, CHARACTERS);
    }

    /** In the pieces of characters U+2581 is a blank. */
    @Override
    protected String kept(Tokenizer tokenizer, String text) {
        return tokenizer.equals(BYTES) ? text : text.replace('\u2581', ' ');
    }
}
