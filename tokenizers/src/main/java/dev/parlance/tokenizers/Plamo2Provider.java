package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

import java.util.List;

/** PLaMo 2: {@code tokenizer.ggml.model} is {@code plamo2}. As in llama.cpp, nothing is added to a text. */
public final class Plamo2Provider implements TokenizerProvider {
    private static final String MODEL = "plamo2";
    private static final SpecialTokens.Defaults DEFAULTS = new SpecialTokens.Defaults(1, 2, 0, false, false);

    /** For {@link java.util.ServiceLoader}. */
    public Plamo2Provider() {}

    @Override
    public String name() {
        return "PLaMo 2";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return TokenizerKind.supports(metadata, MODEL);
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        Vocabulary vocabulary = Vocabulary.read(metadata);
        SpecialTokens special = SpecialTokens.read(metadata, vocabulary, DEFAULTS).adding(List.of(), List.of());
        return new GgufTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary),
                new Plamo2Model(vocabulary, Scores.read(metadata, vocabulary)), false);
    }
}
