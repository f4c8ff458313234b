package dev.parlance.fake;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

/** Brings {@link FakeTokenizer}. */
public class FakeTokenizerProvider implements TokenizerProvider {
    @Override
    public String name() {
        return "bytes";
    }

    @Override
    public Support supports(ModelMetadata metadata) {
        return Support.yes(1);
    }

    @Override
    public Tokenizer create(ModelMetadata metadata) {
        return new FakeTokenizer();
    }
}
