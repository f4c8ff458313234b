/** A tokenizer with one token for each character. */
module com.example.characters {
    requires dev.parlance.api;

    provides dev.parlance.spi.TokenizerProvider with com.example.characters.CharactersProvider;
}
