package dev.parlance.tokenizers;

/**
 * What merging starts from: how a word falls into symbols. A symbol is a token or, if the vocabulary has no token for
 * it, a negative number of the alphabet's own. Immutable and thread-safe.
 */
interface Alphabet {

    /**
     * Reads a word.
     *
     * @param symbols where the symbols go; has room for one per byte
     * @return how many symbols there are
     */
    int read(byte[] text, int from, int to, int[] symbols);

    /** Returns how many bytes a symbol without a token stands for. */
    int length(int symbol);

    /**
     * Adds the tokens that stand for a symbol without a token.
     *
     * @param at where its bytes begin
     */
    void spell(int symbol, TokenList tokens, int at);

    /** Returns whether two neighbouring symbols without tokens are one unknown token together. */
    default boolean fuses(int left, int right) {
        return false;
    }
}
