package dev.parlance.tokenizers;

/**
 * Turns single words into tokens by merging. Immutable but for what it learns about the vocabulary, and thread-safe;
 * each thread brings its own {@link Session}.
 */
final class WordEncoder {
    private final PieceTable pieces;
    private final PairTable merges;
    private final Alphabet alphabet;
    private final boolean ignoreMerges;
    /**
     * Tokens that merging is known to make of their own bytes, so that it need not be done again. Not all are: merges
     * can lead elsewhere. Threads that do not see each other's findings only look again.
     */
    private final boolean[] reachable;

    /**
     * Makes an encoder.
     *
     * @param pieces the tokens that a word can become, by their bytes
     * @param merges the pairs of symbols that merge
     * @param size the number of tokens
     * @param ignoreMerges whether a word that is a token becomes that token, wherever merging would lead
     */
    WordEncoder(PieceTable pieces, PairTable merges, Alphabet alphabet, int size, boolean ignoreMerges) {
        this.pieces = pieces;
        this.merges = merges;
        this.alphabet = alphabet;
        this.ignoreMerges = ignoreMerges;
        this.reachable = new boolean[size];
    }

    /** Begins a call. */
    Session newSession(TokenList tokens) {
        return new Session(tokens);
    }

    /** The working memory of one call, for one thread. */
    final class Session {
        private final TokenList tokens;
        private final Merger merger = new Merger(merges);
        private int[] symbols = new int[64];

        private Session(TokenList tokens) {
            this.tokens = tokens;
        }

        /** Adds the token that has exactly the bytes from {@code from} to {@code to}, if there is one. */
        boolean addIfToken(byte[] text, int from, int to) {
            int whole = pieces.find(text, from, to);
            if (whole >= 0) {
                tokens.add(whole, from, to);
            }
            return whole >= 0;
        }

        /** Adds the tokens of the word from {@code from} to {@code to}. */
        void encode(byte[] text, int from, int to) {
            int whole = pieces.find(text, from, to);
            if (whole >= 0 && (ignoreMerges || reachable[whole])) {
                tokens.add(whole, from, to);
                return;
            }
            if (symbols.length < to - from) {
                symbols = new int[to - from];
            }
            int count = merger.merge(symbols, alphabet.read(text, from, to, symbols));
            if (whole >= 0 && count == 1) {
                reachable[whole] = true;
            }
            for (int i = 0, at = from; i < count; i++) {
                int symbol = symbols[i];
                if (symbol >= 0) {
                    int end = at + pieces.length(symbol);
                    tokens.add(symbol, at, end);
                    at = end;
                } else {
                    boolean fused = i > 0 && symbols[i - 1] < 0 && alphabet.fuses(symbols[i - 1], symbol);
                    if (fused) {
                        tokens.extend(at + alphabet.length(symbol));
                    } else {
                        alphabet.spell(symbol, tokens, at);
                    }
                    at += alphabet.length(symbol);
                }
            }
        }
    }
}
