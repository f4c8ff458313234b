package dev.parlance.tokenizers;

/** A piece of a regular expression, for text in UTF-8. Immutable and thread-safe. */
interface Matcher {

    /**
     * Matches as much as the expression does, looking at nothing from {@code to} on.
     *
     * @return where the match that begins at {@code from} ends, or -1 if there is none
     */
    int match(byte[] text, int from, int to);
}
