package dev.parlance.spi;

import dev.parlance.tokenizer.Tokenizer;

/** Brings a kind of tokenizer. */
public interface TokenizerProvider {

    /** Returns a name for messages, such as {@code sentencepiece}. */
    String name();

    /** Finds out whether it can make the tokenizer that a model's metadata describe. */
    Support supports(ModelMetadata metadata);

    /**
     * Makes the tokenizer.
     *
     * @throws dev.parlance.ModelFormatException if the metadata are inconsistent
     */
    Tokenizer create(ModelMetadata metadata);
}
