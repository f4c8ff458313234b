import org.jspecify.annotations.NullMarked;

/** The tokenizers that GGUF files describe, found as services: SentencePiece and byte-level byte-pair encoding. */
@NullMarked module dev.parlance.tokenizers {
    requires dev.parlance.api;

    provides dev.parlance.spi.TokenizerProvider
            with dev.parlance.tokenizers.SentencePieceProvider, dev.parlance.tokenizers.BytePairProvider;
}
