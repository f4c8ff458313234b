import org.jspecify.annotations.NullMarked;

/** The tokenizers that GGUF files and {@code tokenizer.json} describe, found as services. */
@NullMarked module dev.parlance.tokenizers {
    requires dev.parlance.api;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    provides dev.parlance.spi.TokenizerProvider
            with dev.parlance.tokenizers.SentencePieceProvider, dev.parlance.tokenizers.BytePairProvider,
            dev.parlance.tokenizers.WordPieceProvider, dev.parlance.tokenizers.UnigramProvider,
            dev.parlance.tokenizers.RwkvProvider, dev.parlance.tokenizers.Plamo2Provider,
            dev.parlance.tokenizers.TokenizerJsonProvider;
}
