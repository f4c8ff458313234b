package dev.parlance.tokenizers;

/** How text without special tokens becomes tokens. Immutable and thread-safe. */
interface TextModel {

    /**
     * Begins a call.
     *
     * @param tokens where the tokens go
     */
    Session newSession(TokenList tokens);

    /** Returns the bytes of text, in UTF-8, that the piece of a normal token stands for. */
    byte[] bytes(String piece);

    /** One call, for one thread. */
    interface Session {

        /**
         * Adds the tokens of a part of the text.
         *
         * @param text the text in UTF-8
         * @param from where the part begins
         * @param to where it ends, after {@code from}
         * @param spacePrefix whether it gets a blank in front of it
         */
        void encode(byte[] text, int from, int to, boolean spacePrefix);
    }
}
