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

    /** Adds the tokens that stand for a symbol without a token. */
    void spell(int symbol, IntList ids);
}
