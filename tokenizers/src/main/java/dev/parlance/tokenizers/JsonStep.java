package dev.parlance.tokenizers;

/** A step on the way from text to words: cuts it, leaves some of it out, or changes it. Immutable and thread-safe. */
interface JsonStep {

    /**
     * Does the step.
     *
     * @param text the text
     * @param from where the part in question begins
     * @param to where it ends, after {@code from}
     * @param first whether it is the beginning of what a user gave
     * @param tracking whether places matter
     * @param words takes what comes out
     */
    void apply(NormalizedText text, int from, int to, boolean first, boolean tracking, Words words);

    /** Takes words, none of them empty. */
    interface Words {
        void accept(NormalizedText text, int from, int to, boolean first);
    }

    /** Returns this step and another after it. */
    default JsonStep then(JsonStep next) {
        return (text, from, to, first, tracking, words) -> apply(text, from, to, first, tracking,
                (part, begin, end, isFirst) -> next.apply(part, begin, end, isFirst, tracking, words));
    }

    /** Returns a step that only cuts. */
    static JsonStep of(Splitter splitter) {
        return (text, from, to, first, tracking, words) -> splitter.split(text.bytes(), from, to,
                (begin, end) -> words.accept(text, begin, end, first && begin == from));
    }

    /** Returns the step that does nothing. */
    static JsonStep none() {
        return (text, from, to, first, tracking, words) -> words.accept(text, from, to, first);
    }
}
