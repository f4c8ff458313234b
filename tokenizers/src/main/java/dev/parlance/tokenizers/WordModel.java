package dev.parlance.tokenizers;

/** How a word becomes tokens. Immutable and thread-safe. */
interface WordModel {

    /**
     * Begins a call.
     *
     * @param tokens where the tokens go
     */
    Session newSession(TokenList tokens);

    /** One call, for one thread. */
    interface Session {
        /** Adds the tokens of the word between two offsets. */
        void encode(byte[] text, int from, int to);
    }
}
