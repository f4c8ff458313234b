package dev.parlance.tokenizers;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;

import java.util.Set;

/** A tokenizer as GGUF describes it: finds special tokens in the text and leaves what is between them to the model. */
final class GgufTokenizer extends VocabularyTokenizer {
    private final AddedTokens userDefined;
    private final AddedTokens allSpecial;
    private final TextModel model;
    private final boolean addSpacePrefix;

    /**
     * Makes a tokenizer.
     *
     * @param stripping the special tokens that swallow whitespace
     * @param addSpacePrefix whether text gets a blank in front of it, at the beginning and after a special token
     * @throws dev.parlance.ModelFormatException if a byte token is not spelled like one
     */
    GgufTokenizer(Vocabulary vocabulary, SpecialTokens special, Stripping stripping, TextModel model,
            boolean addSpacePrefix) {
        super(vocabulary, special);
        this.userDefined = new AddedTokens(vocabulary, Set.of(TokenKind.USER_DEFINED), stripping);
        this.allSpecial = new AddedTokens(vocabulary,
                Set.of(TokenKind.USER_DEFINED, TokenKind.CONTROL, TokenKind.UNKNOWN), stripping);
        this.model = model;
        this.addSpacePrefix = addSpacePrefix;
    }

    @Override
    void encode(byte[] utf8, EncodeOptions options, TokenList tokens) {
        TextModel.Session session = model.newSession(tokens);
        AddedTokens added = options.parseSpecial() ? allSpecial : userDefined;
        added.split(utf8, new AddedTokens.Fragments() {
            private boolean first = true;

            @Override
            public void text(int from, int to) {
                session.encode(utf8, from, to, first && addSpacePrefix);
                first = false;
            }

            @Override
            public void token(int id, int from, int to) {
                tokens.add(id, from, to);
                first = true;
            }
        });
    }

    @Override
    byte[] textBytes(String piece) {
        return model.bytes(piece);
    }

    @Override
    boolean stripsBlank() {
        return addSpacePrefix;
    }
}
