package dev.parlance.tokenizers;

/** Cuts text into parts. Immutable and thread-safe; linear in the length of the text, whatever the text. */
interface Splitter {

    /**
     * Hands out the parts in their order; together they are the whole. Nothing outside them is looked at.
     *
     * @param text the text in UTF-8
     * @param from where it begins
     * @param to where it ends
     */
    void split(byte[] text, int from, int to, Parts parts);

    /** Returns a splitter that cuts the parts of this one further. */
    default Splitter then(Splitter finer) {
        return (text, from, to, parts) -> split(text, from, to, (start, end) -> finer.split(text, start, end, parts));
    }

    /** Takes the parts, none of them empty. */
    interface Parts {
        void accept(int from, int to);
    }
}
