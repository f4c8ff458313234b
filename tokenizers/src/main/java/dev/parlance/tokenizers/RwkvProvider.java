package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

import java.util.List;

/** RWKV World: {@code tokenizer.ggml.model} is {@code rwkv}. Nothing is added to a text. */
public final class RwkvProvider implements TokenizerProvider {
    private static final String MODEL = "rwkv";

    /** For {@link java.util.ServiceLoader}. */
    public RwkvProvider() {}

    @Override
    public String name() {
        return "RWKV World";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return TokenizerKind.supports(metadata, MODEL);
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        Vocabulary vocabulary = Vocabulary.read(metadata);
        SpecialTokens special = SpecialTokens
                .read(metadata, vocabulary, new SpecialTokens.Defaults(-1, -1, -1, false, false))
                .adding(List.of(), List.of());
        return new GgufTokenizer(vocabulary, special, Stripping.read(metadata, vocabulary),
                new RwkvModel(vocabulary, special.unknown()), false);
    }
}
